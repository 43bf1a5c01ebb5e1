package dev.skein.admission;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many exchanges may be under way at once, for a route, a pool or the node. Each successful {@link #tryAcquire} is
 * followed by exactly one {@link #release}. Any thread; one atomic count, shared by all loops.
 */
public final class ConcurrencyLimit {
    private final AtomicInteger held = new AtomicInteger();
    private volatile int configured;
    private volatile double share = 1;
    private volatile int limit;

    /** @param limit at least 1 */
    public ConcurrencyLimit(int limit) {
        this.configured = checked(limit);
        this.limit = limit;
    }

    /** Takes a place, if there is one. */
    public boolean tryAcquire() {
        int now = held.get();
        while (now < limit) {
            int seen = held.compareAndExchange(now, now + 1);
            if (seen == now) {
                return true;
            }
            now = seen;
        }
        return false;
    }

    /**
     * Gives a place back.
     *
     * @throws IllegalStateException if none was held: somebody gave one back twice
     */
    public void release() {
        if (held.getAndDecrement() <= 0) {
            held.getAndIncrement();
            throw new IllegalStateException("release: no place held (expected: once for each acquired)");
        }
    }

    /** Places held. After the limit was lowered it may be more than the limit. */
    public int held() {
        return held.get();
    }

    /** The limit in force here. */
    public int limit() {
        return limit;
    }

    /** Sets another limit; those under way keep their places. Control thread. */
    public void limit(int newLimit) {
        configured = checked(newLimit);
        adjust();
    }

    /** This node's part of the limit, but never less than one place. Control thread. */
    public void share(double newShare) {
        share = Share.checked(newShare);
        adjust();
    }

    private void adjust() {
        limit = (int) Math.max(1, Math.round(configured * share));
    }

    private static int checked(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("concurrency limit: " + limit + " (expected: at least 1)");
        }
        return limit;
    }
}
