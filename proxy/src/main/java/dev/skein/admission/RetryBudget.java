package dev.skein.admission;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many retries a pool may see: a share of its requests over the last ten seconds, and a few a second besides, so that a
 * quiet pool can retry at all (as Finagle's {@code RetryBudget}). Keeps retries from doubling the load of a pool in
 * trouble.
 *
 * <p>Requests are counted by each event loop for itself; a retry, which is rare, takes its place by compare-and-set. No
 * allocation.
 */
public final class RetryBudget {
    private static final int SECONDS = 10;
    private static final long SECOND = 1_000_000_000L;

    private final double ratio;
    private final double perSecond;
    private final LoopWindow requests;
    /** Number of the second in the upper half, its count below. */
    private final AtomicLongArray retries = new AtomicLongArray(SECONDS);

    private volatile double share = 1;

    /**
     * @param ratio retries for each request, 0 to 10; commonly 0.2
     * @param perSecond retries a second that are always allowed, 0 to 1,000,000; commonly 3
     * @param loops number of event loops
     */
    public RetryBudget(double ratio, double perSecond, int loops) {
        if (!(ratio >= 0 && ratio <= 10)) {
            throw new IllegalArgumentException("retry ratio: " + ratio + " (expected: 0 to 10)");
        }
        if (!(perSecond >= 0 && perSecond <= 1e6)) {
            throw new IllegalArgumentException("retries per second: " + perSecond + " (expected: 0 to 1,000,000)");
        }
        this.ratio = ratio;
        this.perSecond = perSecond;
        this.requests = new LoopWindow(loops, SECONDS * SECOND);
    }

    /** A request came in: its first attempt only. On the loop. */
    public void requested(int loop, long now) {
        requests.add(loop, now);
    }

    /** Takes one retry out of the budget, if it has one. Any thread. */
    public boolean tryRetry(long now) {
        int second = second(now);
        int place = Math.floorMod(second, SECONDS);
        long allowed = (long) (ratio * requests.sum(now) + perSecond * share * SECONDS);
        while (true) {
            long held = retries.get(place);
            int mine = count(held, second, 0);
            if (before(second) + mine >= allowed) {
                return false;
            }
            if (retries.compareAndSet(place, held, ((long) second << 32) + mine + 1)) {
                return true;
            }
        }
    }

    /** This node's part of the retries that are always allowed. Control thread. */
    public void share(double newShare) {
        share = Share.checked(newShare);
    }

    /** Retries of the last ten seconds. Any thread. */
    public long retried(long now) {
        int second = second(now);
        return before(second) + count(retries.get(Math.floorMod(second, SECONDS)), second, 0);
    }

    /** Retries of the nine seconds before this one. */
    private long before(int second) {
        long sum = 0;
        for (int age = 1; age < SECONDS; age++) {
            sum += count(retries.get(Math.floorMod(second - age, SECONDS)), second, age);
        }
        return sum;
    }

    private static int count(long cell, int second, int age) {
        return (int) (cell >>> 32) == second - age ? (int) cell : 0;
    }

    private static int second(long now) {
        return (int) Math.floorDiv(now, SECOND);
    }
}
