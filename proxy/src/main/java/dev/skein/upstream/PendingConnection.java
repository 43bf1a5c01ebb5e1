package dev.skein.upstream;

/** A wait for a connection to a server. */
public interface PendingConnection {

    /** Nobody waits any more. */
    void giveUp();
}
