package dev.skein.telemetry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A range of counters of which few are ever touched (status codes, end codes, latency buckets), in chunks of sixteen that
 * are made on first use. One thread writes; any thread reads, and sees each counter whole and at most a little late.
 */
final class SparseCounters {
    private static final VarHandle COUNTER = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle CHUNK = MethodHandles.arrayElementVarHandle(long[][].class);
    static final int SHIFT = 4;
    static final int CHUNK_SIZE = 1 << SHIFT;
    static final int MASK = CHUNK_SIZE - 1;

    private final long[] @Nullable [] chunks;

    /** Counters 0 to {@code size - 1}, all zero. */
    SparseCounters(int size) {
        chunks = new long[chunks(size)][];
    }

    /** Chunks that hold so many counters. */
    static int chunks(int size) {
        return (size + MASK) >>> SHIFT;
    }

    void increment(int index) {
        long[] chunk = chunks[index >>> SHIFT];
        if (chunk == null) {
            chunk = make(index >>> SHIFT);
        }
        int slot = index & MASK;
        // Opaque, so that a reader never sees half of a long; the plain read is fine, for nobody else writes.
        COUNTER.setOpaque(chunk, slot, chunk[slot] + 1);
    }

    private long[] make(int index) {
        long[] chunk = new long[CHUNK_SIZE];
        CHUNK.setRelease(chunks, index, chunk);
        return chunk;
    }

    /** Adds every counter to the one of the same index in {@code sums}, which was made for the same size. */
    void addTo(SparseReading sums) {
        for (int i = 0; i < chunks.length; i++) {
            long[] chunk = (long[]) CHUNK.getAcquire(chunks, i);
            if (chunk != null) {
                long[] sum = sums.chunk(i);
                for (int j = 0; j < CHUNK_SIZE; j++) {
                    sum[j] += (long) COUNTER.getOpaque(chunk, j);
                }
            }
        }
    }
}
