package dev.skein.heartbeat;

import dev.skein.lease.Resource;

/**
 * Where a node stands with a virtual address, told with each of its heartbeats, so that others can send it what is its.
 *
 * @param resource {@link Resource#key}
 * @param mac the hardware address of the interface that it is for, in the lower 48 bits; 0 where there is none
 * @param kind how it stands
 * @param other the incarnation of the other node that {@code kind} speaks of, or 0
 */
public record Standing(long resource, long mac, Kind kind, long other) {

    /** The order is the wire's. */
    public enum Kind {
        /** This machine can't hold it at present. */
        UNABLE,
        /** It could hold it, or does. */
        ABLE,
        /** It holds it, and wants to hand it over to the other, once that is {@link #READY}. */
        OFFERING,
        /** It has the address on, and takes connections that the other, which holds it, relays. */
        READY,
        /** It held it before the other, and serves the connections that were open then. */
        SERVING
    }
}
