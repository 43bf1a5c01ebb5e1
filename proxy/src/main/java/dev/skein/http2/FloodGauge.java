package dev.skein.http2;

/** Counts what a peer does within a span of time, against a limit. Useful work can make up for it. */
public final class FloodGauge {
    /** What useful work makes up for at the most. */
    private static final int LARGEST_CREDIT = 10_000;

    private final int most;
    private final long spanNanos;
    private long since;
    private int count;
    private int credit;

    /**
     * Counts from the first event on.
     *
     * @param most events within the span
     */
    public FloodGauge(int most, long spanNanos) {
        this.most = most;
        this.spanNanos = spanNanos;
    }

    /** One more; whether that is too many. */
    public boolean tooMany(long now) {
        if (credit > 0) {
            credit--;
            return false;
        }
        if (count == 0 || now - since > spanNanos) {
            since = now;
            count = 0;
        }
        return ++count > most;
    }

    /** Something useful happened: one event more is none too many. */
    public void forgive() {
        if (credit < LARGEST_CREDIT) {
            credit++;
        }
    }
}
