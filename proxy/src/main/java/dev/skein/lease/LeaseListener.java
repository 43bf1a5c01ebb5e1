package dev.skein.lease;

/** Told by a {@link Holder}, on the thread that called it, what this node holds. */
public interface LeaseListener {

    /** Why a lease ended. */
    enum End {
        /** A majority did not renew it in time. */
        LAPSED,
        /** This node gave it back. */
        RELEASED,
        /** This node moved it to a successor. */
        HANDED_OVER,
        /** The node or its keeper ended, so that neither knows of it any more. */
        ORPHANED,
        /** A pause was seen: what a majority granted before it no longer counts. */
        PAUSED
    }

    /** From now on this node answers for the resource; {@code term} is the fencing token. */
    void acquired(long resource, long term);

    /** This node no longer answers for the resource; it stopped before this call. */
    void lost(long resource, long term, End why);
}
