package dev.skein.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * The sum of some {@link SparseCounters} of the same size at one moment. Filled by {@link SparseCounters#addTo} before it
 * is handed out, immutable from then on; as sparse as what it was read from.
 */
final class SparseReading {
    private final long[] @Nullable [] chunks;

    SparseReading(int size) {
        this(new long[SparseCounters.chunks(size)][]);
    }

    private SparseReading(long[] @Nullable [] chunks) {
        this.chunks = chunks;
    }

    /** The chunk to add to, made if absent. */
    long[] chunk(int index) {
        long[] chunk = chunks[index];
        if (chunk == null) {
            chunk = new long[SparseCounters.CHUNK_SIZE];
            chunks[index] = chunk;
        }
        return chunk;
    }

    /** Adds to one counter. */
    void add(int index, long count) {
        chunk(index >>> SparseCounters.SHIFT)[index & SparseCounters.MASK] += count;
    }

    long get(int index) {
        long[] chunk = chunks[index >>> SparseCounters.SHIFT];
        return chunk == null ? 0 : chunk[index & SparseCounters.MASK];
    }

    /** Index of the first counter from {@code from} on that is not zero, or -1. */
    int next(int from) {
        int i = from;
        while (i >>> SparseCounters.SHIFT < chunks.length) {
            long[] chunk = chunks[i >>> SparseCounters.SHIFT];
            if (chunk == null) {
                i = ((i >>> SparseCounters.SHIFT) + 1) << SparseCounters.SHIFT;
            } else if (chunk[i & SparseCounters.MASK] != 0) {
                return i;
            } else {
                i++;
            }
        }
        return -1;
    }

    /** Sum of the counters {@code from} up to, but without, {@code to}. */
    long sum(int from, int to) {
        long sum = 0;
        for (int i = next(from); i >= 0 && i < to; i = next(i + 1)) {
            sum += get(i);
        }
        return sum;
    }

    /** Each counter less that of {@code earlier}, at least 0. */
    SparseReading since(SparseReading earlier) {
        SparseReading difference = new SparseReading(new long[chunks.length][]);
        for (int i = next(0); i >= 0; i = next(i + 1)) {
            long grown = get(i) - earlier.get(i);
            if (grown > 0) {
                difference.add(i, grown);
            }
        }
        return difference;
    }

    /** Each counter and that of {@code other} together. */
    SparseReading plus(SparseReading other) {
        SparseReading sum = new SparseReading(new long[chunks.length][]);
        for (int i = next(0); i >= 0; i = next(i + 1)) {
            sum.add(i, get(i));
        }
        for (int i = other.next(0); i >= 0; i = other.next(i + 1)) {
            sum.add(i, other.get(i));
        }
        return sum;
    }
}
