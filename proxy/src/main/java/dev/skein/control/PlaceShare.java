package dev.skein.control;

import dev.skein.cluster.Quotas;

/**
 * This node's part of places that last as long as requests do, of a server or a route. What the nodes were granted is never
 * more than there is, while they can ask each other; places in use are not taken away. For one thread; grants may come on any.
 */
final class PlaceShare {
    /** Of the peak that stays from round to round. */
    private static final double FADES = 0.9;

    private static final double MARGIN = 1.5;

    private final Quotas quotas;
    private final String name;
    private double peak;
    private volatile long granted = -1;

    /** @param name the same on all nodes, and of nothing else */
    PlaceShare(Quotas quotas, String name) {
        this.quotas = quotas;
        this.name = name;
    }

    /**
     * Another quarter of a second has passed: claims for the next.
     *
     * @param capacity of the whole cluster
     * @param held places in use here
     * @param waiting requests that wait for one
     * @return how many this node may use now, at least 1
     */
    int tick(int capacity, int held, int waiting) {
        peak = Math.max(held + waiting, peak * FADES);
        double equal = (double) capacity / quotas.expected();
        // A quarter of an equal part in reserve, so that whoever was idle has something until the next round.
        long wanted = Math.min(capacity, (long) Math.ceil(peak * MARGIN + equal / 4));
        var unused = quotas.claim(name, capacity, wanted, held).thenAccept(grant -> granted = grant.amount());
        long now = granted;
        return (int) Math.max(1, now < 0 ? (long) equal : Math.min(now, capacity));
    }

    /** Gives all back. */
    void end() {
        var unused = quotas.claim(name, 0, 0);
    }
}
