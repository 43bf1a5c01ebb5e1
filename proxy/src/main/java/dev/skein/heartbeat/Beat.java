package dev.skein.heartbeat;

import dev.skein.lease.Answer;
import dev.skein.lease.Ask;
import java.util.List;

/**
 * One datagram's content.
 *
 * @param node the sender's id
 * @param boot the sender's incarnation: random for each start
 * @param sequence rises by one a datagram of this incarnation
 * @param toBoot the receiver's incarnation as far as the sender knows, else 0
 * @param heard the last sequence that the sender got from the receiver
 * @param flags {@link #LEAVING}, {@link #DRAINING}, {@link #ORPHANED}, {@link #BARRED}
 * @param stamp of the sender's voter set
 * @param round to which {@code asks} belong
 * @param answered the receiver's round to which {@code answers} belong
 * @param table what the sender promised as a voter
 * @param standings where the sender stands with virtual addresses
 */
record Beat(
        String node,
        long boot,
        long sequence,
        long toBoot,
        long heard,
        int flags,
        long stamp,
        long round,
        List<Ask> asks,
        long answered,
        List<Answer> answers,
        List<Answer> table,
        List<Standing> standings) {
    /** The sender stops: it is gone from now on. */
    static final int LEAVING = 1;

    /** The sender gives up what it holds. */
    static final int DRAINING = 2;

    /** Only the sender's keeper speaks: its node has ended, or stands still. */
    static final int ORPHANED = 4;

    /** The sender's machine can't hold something at present: it should get nothing that another can keep. */
    static final int BARRED = 8;

    /** Entries of one list in one datagram: four lists, one of them empty, fit into an Ethernet frame. */
    static final int MOST_ENTRIES = 15;

    boolean has(int flag) {
        return (flags & flag) != 0;
    }
}
