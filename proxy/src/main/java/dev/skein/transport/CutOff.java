package dev.skein.transport;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Ends a connection of Vert.x whatever waits in it. Its own {@link HttpConnection#close} first writes all that was written
 * before, so that a client which takes nothing keeps its connection for good. On the connection's loop.
 */
public final class CutOff {
    private CutOff() {}

    /** At once; with TLS after a moment for its goodbye. */
    public static void now(HttpConnection connection) {
        if (connection instanceof ConnectionBase known) {
            known.channelHandlerContext().close();
        } else {
            connection.close();
        }
    }
}
