package dev.skein.probe;

import dev.skein.probe.ProbeSpec.ServerRole;
import io.vertx.core.buffer.Buffer;

/** What follows in a {@link Dialogue}. */
sealed interface Step {
    /** The server has not said all. */
    record More() implements Step {}

    /** To be sent. */
    record Send(Buffer bytes) implements Step {}

    /** To be sent; then TLS begins, and {@link Dialogue#secured} says how it goes on. */
    record Secure(Buffer bytes) implements Step {}

    /**
     * The answer.
     *
     * @param farewell to be sent before the connection is closed
     */
    record Is(ServerRole role, Buffer farewell) implements Step {}

    /** There will be none; in words. */
    record Failed(String reason) implements Step {}
}
