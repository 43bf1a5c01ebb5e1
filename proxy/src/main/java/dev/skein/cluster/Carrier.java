package dev.skein.cluster;

import java.time.Duration;

/**
 * The port to whatever takes what a node says to the other nodes: the grid, and beside it whatever reaches nodes of another
 * grid. Methods return at once, unless they say otherwise, and throw nothing; what cannot be carried is lost, since all that must not be lost is said again when a carrier is connected. What comes in
 * reaches the {@code accept} methods of the parts of {@link Cluster}.
 */
public interface Carrier {
    /** A fact, own or that of a node that is gone. */
    void fact(Fact fact);

    /** The latest report of a kind, in place of the former one. */
    void report(Report report);

    /** A line for everybody's journal. */
    void line(Line line);

    /**
     * A key whose server differs from what its hash says.
     *
     * @param maxIdle how long it is kept without being said again
     */
    void pin(long key, long server, Duration maxIdle);
}
