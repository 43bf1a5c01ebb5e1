package dev.skein.probe;

import io.vertx.core.buffer.Buffer;

/**
 * A conversation with a database about its role: bytes come in, steps go out. Pure; one call after the other. May compute for
 * some milliseconds: not for an event loop. A message that can't be understood is an {@link IndexOutOfBoundsException} or an
 * {@link IllegalArgumentException}.
 */
interface Dialogue {
    /** The connection is there. */
    Step begin();

    /** The server said this. */
    Step received(Buffer bytes);

    /** TLS was agreed on, after {@link Step.Secure}. */
    Step secured();
}
