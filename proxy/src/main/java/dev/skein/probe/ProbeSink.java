package dev.skein.probe;

import dev.skein.model.ServerKey;

/** Where results go. */
@FunctionalInterface
public interface ProbeSink {

    /** Called on the prober's event loop, once for each check that ended; must not block. */
    void result(ServerKey key, ProbeResult result);
}
