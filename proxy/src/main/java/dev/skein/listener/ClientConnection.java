package dev.skein.listener;

/** A client's connection as its listener knows it. */
sealed interface ClientConnection permits Http1Connection, Http2Connection, Http3Connection, TcpConnection {
    /** No more requests: an idle connection closes now, a busy one after its exchanges. On its loop. */
    void stop();
}
