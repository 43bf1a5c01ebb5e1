package dev.skein.health;

import java.time.Duration;

/**
 * When live traffic ejects a server, for how long, and how many at most: Envoy's consecutive-failure outlier detection
 * with an ejection time that grows.
 *
 * @param failures consecutive failures that eject; 0 switches ejection off
 * @param base length of a server's first ejection; &gt; 0
 * @param max longest ejection; at least {@code base}
 * @param growth how the length grows with each further ejection
 * @param decay healthy time after which one earlier ejection is forgotten; &gt; 0
 * @param maxShare largest share of a pool's servers that may be ejected at a time, 0 to 1; at least one always may, as
 *     long as another one serves
 */
public record OutlierPolicy(int failures, Duration base, Duration max, Growth growth, Duration decay, double maxShare) {

    public static final OutlierPolicy DEFAULT = new OutlierPolicy(
            5, Duration.ofSeconds(30), Duration.ofMinutes(5), Growth.LINEAR, Duration.ofMinutes(1), 0.3);

    /** Traffic never ejects a server. */
    public static final OutlierPolicy OFF = new OutlierPolicy(
            0, Duration.ofSeconds(30), Duration.ofMinutes(5), Growth.LINEAR, Duration.ofMinutes(1), 0);

    /** Length of the n-th ejection. */
    public enum Growth {
        /** n times {@code base}. */
        LINEAR,
        /** {@code base} doubled n-1 times. */
        EXPONENTIAL
    }

    public OutlierPolicy {
        if (failures < 0) {
            throw new IllegalArgumentException("failures: " + failures + " (expected: >= 0)");
        }
        HealthPolicy.positive("base", base);
        HealthPolicy.positive("decay", decay);
        if (max.compareTo(base) < 0) {
            throw new IllegalArgumentException("max: " + max + " (expected: >= base, which is " + base + ")");
        }
        if (!(maxShare >= 0 && maxShare <= 1)) {
            throw new IllegalArgumentException("max-share: " + maxShare + " (expected: 0 to 1)");
        }
    }

    public boolean enabled() {
        return failures > 0;
    }

    /** Length in nanoseconds of a server's ejection.
     *
     * @param count which one it is, counted from 1
     */
    public long lengthNanos(int count) {
        double factor = switch (growth) {
            case LINEAR -> count;
            case EXPONENTIAL -> Math.scalb(1.0, Math.min(count - 1, 62));
        };
        return (long) Math.min((double) max.toNanos(), base.toNanos() * factor);
    }

    /** How many of the earlier ejections still count after the given nanoseconds of health. */
    public int remembered(int count, long healthyNanos) {
        long forgotten = Math.max(0, healthyNanos) / decay.toNanos();
        return (int) Math.max(0, count - forgotten);
    }
}
