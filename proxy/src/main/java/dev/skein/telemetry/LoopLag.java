package dev.skein.telemetry;

/**
 * How late event loops come to what they had planned: a periodic task on each loop calls {@link #tick}, and what it lags
 * behind its period is what every request on that loop had to wait, too.
 */
public final class LoopLag {
    /** Longs between the slots of two loops, so that they share no cache line. */
    private static final int STRIDE = 16;

    private final long periodNanos;
    private final Histogram lag;
    private final long[] last;
    private final boolean[] started;

    /**
     * Makes one for all loops.
     *
     * @param loops number of event loops, at least 1
     * @param periodNanos how often each loop ticks
     */
    public LoopLag(int loops, long periodNanos) {
        this.periodNanos = periodNanos;
        this.lag = new Histogram(loops);
        this.last = new long[loops * STRIDE];
        this.started = new boolean[loops * STRIDE];
    }

    /** How often each loop has to tick, nanoseconds. */
    public long periodNanos() {
        return periodNanos;
    }

    /** The periodic task of this loop runs. On that event loop; returns the lag in nanoseconds. */
    public long tick(int loop, long nowNanos) {
        int slot = loop * STRIDE;
        long late = started[slot] ? Math.max(0, nowNanos - last[slot] - periodNanos) : 0;
        started[slot] = true;
        last[slot] = nowNanos;
        lag.record(late, loop);
        return late;
    }

    /** Lags of one loop since the start. Any thread. */
    public HistogramReading read(int loop) {
        return lag.read(loop);
    }

    /** Lags of all loops since the start. Any thread. */
    public HistogramReading read() {
        return lag.read();
    }

    int loops() {
        return last.length / STRIDE;
    }
}
