package dev.skein.heartbeat;

/** How a peer is heard. */
public enum Liveness {
    /** Heard both ways. */
    ALIVE,
    /** Heard, but it doesn't hear this node. */
    ONE_WAY,
    /** Heard, but only its keeper speaks: the node itself has ended, or stands still. Its vote counts. */
    ORPHANED,
    /** Silent for longer than lost datagrams explain. */
    SUSPECT,
    /** Silent for longer than any promise, or said that it leaves. */
    GONE
}
