package dev.skein.telemetry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A latency histogram on the {@link LatencyScale}: one set of buckets per event loop, made on its first value, merged on
 * read. Writers are the loops, each with its own index; readers any thread.
 */
public final class Histogram {
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Slot[].class);

    private final @Nullable Slot[] slots;

    /** @param loops number of event loops, at least 1 */
    public Histogram(int loops) {
        slots = new Slot[loops];
    }

    /**
     * Counts one duration.
     *
     * @param nanos nanoseconds; above 71 minutes counts as that, below zero as zero
     * @param loop index of the calling event loop, from 0
     */
    public void record(long nanos, int loop) {
        Slot slot = slots[loop];
        if (slot == null) {
            slot = make(loop);
        }
        slot.record(nanos);
    }

    private Slot make(int loop) {
        Slot slot = new Slot();
        SLOT.setRelease(slots, loop, slot);
        return slot;
    }

    /** Everything recorded so far, over all loops. */
    public HistogramReading read() {
        SparseReading counts = new SparseReading(LatencyScale.BUCKETS);
        long sum = 0;
        for (int i = 0; i < slots.length; i++) {
            sum += addTo(counts, i);
        }
        return new HistogramReading(counts, sum);
    }

    /** What one loop recorded so far. */
    public HistogramReading read(int loop) {
        SparseReading counts = new SparseReading(LatencyScale.BUCKETS);
        long sum = addTo(counts, loop);
        return new HistogramReading(counts, sum);
    }

    private long addTo(SparseReading counts, int loop) {
        Slot slot = (Slot) SLOT.getAcquire(slots, loop);
        if (slot == null) {
            return 0;
        }
        slot.buckets.addTo(counts);
        return slot.sum();
    }

    /** What one loop writes. */
    private static final class Slot {
        private static final VarHandle SUM;

        static {
            try {
                SUM = MethodHandles.lookup().findVarHandle(Slot.class, "sum", long.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final SparseCounters buckets = new SparseCounters(LatencyScale.BUCKETS);
        private long sum;

        void record(long nanos) {
            buckets.increment(LatencyScale.index(nanos));
            SUM.setOpaque(this, sum + Math.max(0, nanos));
        }

        long sum() {
            return (long) SUM.getOpaque(this);
        }
    }
}
