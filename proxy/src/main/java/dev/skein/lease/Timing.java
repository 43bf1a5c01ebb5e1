package dev.skein.lease;

import java.util.concurrent.TimeUnit;

/**
 * How often nodes speak and how long voters promise, in nanoseconds. All nodes should agree, but need not: each ask carries
 * its own duration.
 *
 * @param interval between two heartbeats
 * @param promise how long a voter's promise stands on the voter's clock; at most {@link #LONGEST}
 */
public record Timing(long interval, long promise) {
    /** The longest promise that any voter gives. A voter that lost its memory stays silent that long: 5 s. */
    public static final long LONGEST = TimeUnit.SECONDS.toNanos(5);

    /** What scheduling, and rounding of the kernel's timers, may add: 5 ms. */
    private static final long MARGIN = TimeUnit.MILLISECONDS.toNanos(5);

    public static final Timing FAST = millis(50, 200);
    public static final Timing NORMAL = millis(100, 500);
    public static final Timing CALM = millis(500, 2_500);

    public Timing {
        if (interval <= 0 || promise <= 0 || promise > LONGEST || interval * 3 > promise) {
            throw new IllegalArgumentException(
                    "interval %d ns, promise %d ns (expected: 0 < 3 × interval <= promise <= 5 s)"
                            .formatted(interval, promise));
        }
    }

    public static Timing millis(long interval, long promise) {
        return new Timing(TimeUnit.MILLISECONDS.toNanos(interval), TimeUnit.MILLISECONDS.toNanos(promise));
    }

    /**
     * How long a holder may use a promise of {@code promise} nanoseconds, counted from when it asked: four fifths, because a
     * holder's clock that runs 10 % slow against a voter's that runs 10 % fast sees 0.9 / 1.1 = 0.818 of the time, less a
     * margin.
     */
    public static long usable(long promise) {
        return promise / 5 * 4 - MARGIN;
    }

    /** After how long a silence a peer is suspected: before its leases are free, after three lost heartbeats. */
    public long suspicion() {
        return promise / 5 * 4;
    }
}
