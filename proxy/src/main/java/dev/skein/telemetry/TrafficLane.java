package dev.skein.telemetry;

import dev.skein.model.Failure;
import dev.skein.model.Outcome;
import dev.skein.model.Phase;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop counts of one subject. All that nearly every exchange adds to lies in one short array: with a
 * thousand routes hardly anything of a route is in the caches when its next request comes, and each line that must be
 * fetched costs as much as a dozen additions. The loop writes; any thread reads.
 */
final class TrafficLane {
    static final int BEGUN = 0;
    static final int ENDED = 1;
    static final int BYTES_IN = 2;
    static final int BYTES_OUT = 3;
    static final int ATTEMPTS = 4;
    static final int RETRIES = 5;
    static final int REUSED = 6;
    /** Sum of what is in the histogram, in nanoseconds. */
    static final int NANOS = 7;

    private static final int COUNTERS = 8;
    /** A cache line at each end, so that loops never write to the same one. */
    private static final int PADDING = 8;

    private static final int[] FREQUENT_STATUSES = {200, 304, 204, 206, 301, 302, 404, 101};
    private static final byte[] FREQUENT = new byte[Traffic.STATUSES];

    private static final VarHandle COUNTER = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle CODES;

    static {
        for (int i = 0; i < FREQUENT_STATUSES.length; i++) {
            FREQUENT[FREQUENT_STATUSES[i]] = (byte) (COUNTERS + i);
        }
        try {
            CODES = MethodHandles.lookup().findVarHandle(TrafficLane.class, "codes", SparseCounters.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long[] counters = new long[PADDING + COUNTERS + FREQUENT_STATUSES.length + PADDING];
    private final SparseCounters durations = new SparseCounters(LatencyScale.BUCKETS);
    /** All other statuses, then ends; made on first use. */
    private volatile @Nullable SparseCounters codes;

    /** See {@link Traffic#end}. */
    void end(Outcome outcome, int attempts) {
        add(ENDED, 1);
        add(BYTES_IN, outcome.bytesIn);
        add(BYTES_OUT, outcome.bytesOut);
        if (attempts > 0) {
            add(ATTEMPTS, attempts);
            if (attempts > 1) {
                add(RETRIES, attempts - 1L);
            }
            if (outcome.reused) {
                add(REUSED, 1);
            }
        }
        int status = outcome.status >= 0 && outcome.status < Traffic.STATUSES ? outcome.status : 0;
        int frequent = FREQUENT[status];
        if (frequent != 0) {
            add(frequent, 1);
        } else {
            codes().increment(status);
        }
        if (outcome.failure != Failure.NONE) {
            codes().increment(Traffic.endIndex(outcome.failure, outcome.phase));
        }
        // A tunnel lasts as long as its users talk: hours that say nothing about how fast anything was.
        if (outcome.phase != Phase.TUNNEL && status != 101) {
            durations.increment(LatencyScale.index(outcome.totalNanos));
            add(NANOS, Math.max(0, outcome.totalNanos));
        }
    }

    /** See {@link Traffic#attemptFailed}. */
    void attemptFailed(Failure failure, Phase phase) {
        add(ENDED, 1);
        add(ATTEMPTS, 1);
        codes().increment(Traffic.endIndex(failure, phase));
    }

    /** Adds on the loop's own thread. */
    void add(int counter, long delta) {
        int slot = counter + PADDING;
        // Opaque, so that a reader never sees half of a long; the plain read is fine, for nobody else writes.
        COUNTER.setOpaque(counters, slot, counters[slot] + delta);
    }

    long get(int counter) {
        return (long) COUNTER.getOpaque(counters, counter + PADDING);
    }

    /** Adds every status and end to {@code sums}. */
    void addCodesTo(SparseReading sums) {
        for (int i = 0; i < FREQUENT_STATUSES.length; i++) {
            long count = get(COUNTERS + i);
            if (count > 0) {
                sums.add(FREQUENT_STATUSES[i], count);
            }
        }
        SparseCounters rare = codes;
        if (rare != null) {
            rare.addTo(sums);
        }
    }

    /** Adds every bucket of the histogram to {@code sums}. */
    void addDurationsTo(SparseReading sums) {
        durations.addTo(sums);
    }

    private SparseCounters codes() {
        SparseCounters own = (SparseCounters) CODES.get(this);
        if (own == null) {
            own = new SparseCounters(Traffic.STATUSES + Traffic.ENDS);
            codes = own;
        }
        return own;
    }
}
