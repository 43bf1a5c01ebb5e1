package dev.skein.health;

import dev.skein.model.Ticker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts a server's consecutive failures in live traffic, over all event loops together. Safe for any thread, without
 * locks or allocation. A success costs one plain read as long as nothing failed: the cell is then in every core's cache
 * and nobody writes it, so that loops don't contend. Failures are rare and pay for the atomic increment.
 */
public final class OutlierCounter {
    /** While a run of failures lasts, control is told at most this often: it may have refused the ejection. */
    private static final long REPEAT_MILLIS = 1_000;

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
    /** The cells stand alone in their cache lines: 128 bytes before and after them hold nothing. */
    private static final int COUNT = 16;

    private static final int TOLD_AT = 17;
    private static final int LENGTH = 34;

    private final long[] cells = new long[LENGTH];
    private final Ticker ticker;
    private volatile int threshold;

    /**
     * @param threshold consecutive failures that cross it; 0 or less: never
     * @param ticker read only while failures are at or above the threshold
     */
    public OutlierCounter(int threshold, Ticker ticker) {
        this.threshold = threshold;
        this.ticker = ticker;
    }

    /** An exchange ended without fault of the server: the run of failures is over. */
    public void success() {
        if ((long) CELL.getOpaque(cells, COUNT) != 0) {
            CELL.setOpaque(cells, COUNT, 0L);
        }
    }

    /**
     * An exchange ended by a fault of the server ({@link dev.skein.model.Failure#serverFault()}).
     *
     * @return whether control should be told now: the threshold was crossed, or has stayed crossed for another second
     */
    public boolean failure() {
        long count = (long) CELL.getAndAdd(cells, COUNT, 1L) + 1;
        int limit = threshold;
        if (limit <= 0 || count < limit) {
            return false;
        }
        long now = ticker.millis();
        long toldAt = (long) CELL.getOpaque(cells, TOLD_AT);
        boolean due = count == limit || now - toldAt >= REPEAT_MILLIS;
        return due && CELL.compareAndSet(cells, TOLD_AT, toldAt, now);
    }

    /** Consecutive failures so far. */
    public int count() {
        return (int) Math.min(Integer.MAX_VALUE, (long) CELL.getOpaque(cells, COUNT));
    }

    /** Starts afresh; called by control when an ejection is over, so that late failures of before don't count. */
    public void reset() {
        CELL.setOpaque(cells, COUNT, 0L);
    }

    /** Another threshold after a reload. Counting goes on. */
    public void threshold(int failures) {
        threshold = failures;
    }
}
