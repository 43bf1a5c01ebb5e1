package dev.skein.grid;

import java.net.InetSocketAddress;

/** A connection between nodes, as far as its negotiation needs it. */
interface Wire {
    /** Has the thread of that direction go on. */
    void wakeInbound();

    void wakeOutbound();

    InetSocketAddress remote();

    /** Whether this node opened it. */
    boolean isClient();

    void close(String reason);

    /** The other side's address; without its port where that says nothing, so that a new port with each try is not news. */
    default String who() {
        String host = Listed.literal(remote().getAddress());
        String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return isClient() ? bracketed + ":" + remote().getPort() : host;
    }
}
