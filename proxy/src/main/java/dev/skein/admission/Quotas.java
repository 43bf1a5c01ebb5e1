package dev.skein.admission;

/**
 * The port through which a cluster divides its limits among nodes. Asked by the control thread's timer, which sets the
 * answer on the limit ({@link RateLimit#share(double)}, {@link ConcurrencyLimit#share(double)}, {@link
 * RetryBudget#share(double)}); never asked by a request. Must answer at once, from memory.
 */
@FunctionalInterface
public interface Quotas {
    /** A node alone has everything. */
    Quotas WHOLE = limit -> 1;

    /**
     * The part of a limit that is this node's at the moment.
     *
     * @param limit name of the limit
     * @return above 0, at most 1
     */
    double share(String limit);
}
