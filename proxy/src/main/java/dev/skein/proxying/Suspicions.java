package dev.skein.proxying;

import dev.skein.model.Failure;
import dev.skein.model.ServerKey;

/** A port to {@code control}: live traffic failed on a server often enough to be told. Called on event loops; never blocks. */
public interface Suspicions {
    void suspect(ServerKey server, Failure last);
}
