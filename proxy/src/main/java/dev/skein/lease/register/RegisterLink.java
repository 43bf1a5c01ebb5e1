package dev.skein.lease.register;

import java.util.Collection;

/** How the register's messages reach other nodes: the node link implements it, with mutual TLS. */
public interface RegisterLink {

    /**
     * Sends to a node, in order and at best effort: what can't be sent soon is dropped, the register repeats itself. Called
     * on the register's thread; must not block it.
     */
    void send(String node, byte[] message);

    /** The other nodes that are or may be there, voters or not. */
    Collection<String> peers();
}
