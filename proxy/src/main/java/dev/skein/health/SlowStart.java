package dev.skein.health;

/**
 * The share of traffic of a server that has just entered the rotation: a straight line from a tenth to the whole, so that
 * caches, pools and just-in-time compilers warm up before the full load arrives.
 */
public final class SlowStart {
    /** The server did not start slowly. */
    public static final long NEVER = Long.MIN_VALUE;

    private static final double FLOOR = 0.1;

    private SlowStart() {}

    /**
     * The weight to balance with now. Weights are integers: a caller that wants a ramp in steps finer than the configured
     * weights scales all weights of a pool up first.
     *
     * @param configured the full weight; &gt;= 0
     * @param sinceNanos when the server entered the rotation ({@link ServerHealth#slowStartSince()})
     * @param durationNanos length of the ramp; 0 or less means none
     * @return {@code configured} after the ramp, before it less, but never 0 for a server that has a weight
     */
    public static int effectiveWeight(int configured, long sinceNanos, long durationNanos, long nowNanos) {
        if (!ramping(sinceNanos, durationNanos, nowNanos)) {
            return configured;
        }
        double share = FLOOR + (1 - FLOOR) * Math.max(0, nowNanos - sinceNanos) / durationNanos;
        return Math.min(configured, Math.max(1, (int) (configured * share)));
    }

    /** Whether the ramp is still under way, so that weights have to be computed again before long. */
    public static boolean ramping(long sinceNanos, long durationNanos, long nowNanos) {
        return sinceNanos != NEVER && durationNanos > 0 && nowNanos - sinceNanos < durationNanos;
    }
}
