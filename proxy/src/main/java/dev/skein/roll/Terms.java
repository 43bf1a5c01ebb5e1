package dev.skein.roll;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;

/**
 * How long a roll waits, and what it lets pass. Times in milliseconds.
 *
 * @param drain until a server's exchanges must have ended; then the rest is cut by the command
 * @param work for the command, or for a node to come back
 * @param healthy for a server or node to become healthy afterwards
 * @param watch for which it is compared with the others
 * @param mostErrors percent of requests that may fail on it beyond twice the others' share
 * @param serving how many other servers or nodes must serve meanwhile
 */
public record Terms(long drain, long work, long healthy, long watch, int mostErrors, int serving) {
    /** For the servers of a pool. */
    public static final Terms SERVERS = new Terms(30_000, 600_000, 60_000, 10_000, 2, 1);
    /** For nodes: these drain by {@code shutdown.drain-timeout}. */
    public static final Terms NODES = new Terms(0, 300_000, 120_000, 10_000, 2, 1);

    void encode(Encoder out) {
        out.number(drain)
                .number(work)
                .number(healthy)
                .number(watch)
                .number(mostErrors)
                .number(serving);
    }

    static Terms decode(Decoder in) {
        return new Terms(in.number(), in.number(), in.number(), in.number(), in.integer(), in.integer());
    }
}
