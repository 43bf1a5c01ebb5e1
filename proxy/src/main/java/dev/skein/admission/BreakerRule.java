package dev.skein.admission;

/**
 * When a circuit breaker opens and closes.
 *
 * @param failureShare share of failed attempts that opens it, above 0, at most 1
 * @param minimumVolume attempts in the window below which it does not open, at least 1
 * @param windowNanos the sliding window, 1 s to 1 h
 * @param openNanos how long it stays open before it is tried, 100 ms to 1 h
 * @param trials attempts let through when it is tried; all must succeed; at least 1
 */
public record BreakerRule(double failureShare, int minimumVolume, long windowNanos, long openNanos, int trials) {
    private static final long HOUR = 3_600_000_000_000L;

    public BreakerRule {
        require(failureShare > 0 && failureShare <= 1, "failure-share", failureShare, "above 0, at most 1");
        require(minimumVolume >= 1, "minimum-volume", minimumVolume, "at least 1");
        require(windowNanos >= 1_000_000_000L && windowNanos <= HOUR, "window", windowNanos, "1 s to 1 h in ns");
        require(openNanos >= 100_000_000L && openNanos <= HOUR, "open", openNanos, "100 ms to 1 h in ns");
        require(trials >= 1, "trials", trials, "at least 1");
    }

    /** Whether so many failures among so many attempts open it. */
    public boolean trips(long failures, long attempts) {
        return attempts >= minimumVolume && failures >= failureShare * attempts;
    }

    private static void require(boolean holds, String name, Number value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + rule + ")");
        }
    }
}
