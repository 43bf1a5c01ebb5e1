package dev.skein.telemetry;

/**
 * A histogram as it was read at one moment, or the difference of two such moments. Immutable; for any thread. Buckets are
 * read one after another while loops go on writing, so a reading may lack values of its last microseconds, and its sum
 * may lead or trail its count by as much.
 */
public final class HistogramReading {
    /** Nothing recorded. */
    public static final HistogramReading EMPTY = new HistogramReading(new SparseReading(LatencyScale.BUCKETS), 0);

    private final SparseReading counts;
    private final long count;
    private final long sumNanos;

    HistogramReading(SparseReading counts, long sumNanos) {
        this.counts = counts;
        this.sumNanos = sumNanos;
        this.count = counts.sum(0, LatencyScale.BUCKETS);
    }

    /** Number of durations. */
    public long count() {
        return count;
    }

    /** Sum of the durations in nanoseconds. */
    public long sumNanos() {
        return sumNanos;
    }

    /** Mean in nanoseconds, 0 when nothing was recorded. */
    public long meanNanos() {
        return count == 0 ? 0 : sumNanos / count;
    }

    /**
     * The duration below which a share of all lies, within 6.25 %.
     *
     * @param share above 0, at most 1: 0.99 for p99
     * @return nanoseconds, 0 when nothing was recorded
     */
    public long percentileNanos(double share) {
        if (share <= 0 || share > 1) {
            throw new IllegalArgumentException("share: " + share + " (expected: above 0, at most 1)");
        }
        long rank = Math.max(1, (long) Math.ceil(share * count));
        long before = 0;
        for (int i = counts.next(0); i >= 0; i = counts.next(i + 1)) {
            long here = counts.get(i);
            if (before + here >= rank) {
                long lower = LatencyScale.lowerNanos(i);
                double part = (rank - before) / (double) here;
                return lower + (long) ((LatencyScale.upperNanos(i) - lower) * part);
            }
            before += here;
        }
        return 0;
    }

    /** Upper bound of the longest duration, within 6.25 %, in nanoseconds; 0 when nothing was recorded. */
    public long maxNanos() {
        int last = -1;
        for (int i = counts.next(0); i >= 0; i = counts.next(i + 1)) {
            last = i;
        }
        return last < 0 ? 0 : LatencyScale.upperNanos(last);
    }

    /**
     * How many durations were at most as long as each bound, as Prometheus counts them. A bucket of ours that a bound
     * cuts counts as below it when its middle is: a fixed rule, so that the counts never fall.
     *
     * @param boundsNanos ascending
     */
    public long[] cumulative(long[] boundsNanos) {
        long[] result = new long[boundsNanos.length];
        long below = 0;
        int bucket = counts.next(0);
        for (int i = 0; i < boundsNanos.length; i++) {
            while (bucket >= 0 && middleNanos(bucket) <= boundsNanos[i]) {
                below += counts.get(bucket);
                bucket = counts.next(bucket + 1);
            }
            result[i] = below;
        }
        return result;
    }

    private static long middleNanos(int bucket) {
        return (LatencyScale.lowerNanos(bucket) + LatencyScale.upperNanos(bucket)) / 2;
    }

    /** What came after {@code earlier}, an earlier reading of the same histogram. */
    public HistogramReading since(HistogramReading earlier) {
        return new HistogramReading(counts.since(earlier.counts), Math.max(0, sumNanos - earlier.sumNanos));
    }

    /** Both together, for a figure over several subjects or nodes. */
    public HistogramReading plus(HistogramReading other) {
        return new HistogramReading(counts.plus(other.counts), sumNanos + other.sumNanos);
    }

    /** Pairs of a bucket's number and its count, for {@link #of} on another node. */
    public long[] sparse() {
        int used = 0;
        for (int i = counts.next(0); i >= 0; i = counts.next(i + 1)) {
            used++;
        }
        long[] pairs = new long[2 * used];
        int at = 0;
        for (int i = counts.next(0); i >= 0; i = counts.next(i + 1)) {
            pairs[at++] = i;
            pairs[at++] = counts.get(i);
        }
        return pairs;
    }

    /** A reading of another node; what can't be one is left out. */
    public static HistogramReading of(long[] pairs, long sumNanos) {
        SparseReading counts = new SparseReading(LatencyScale.BUCKETS);
        for (int i = 0; i + 1 < pairs.length; i += 2) {
            if (pairs[i] >= 0 && pairs[i] < LatencyScale.BUCKETS && pairs[i + 1] > 0) {
                counts.add((int) pairs[i], pairs[i + 1]);
            }
        }
        return new HistogramReading(counts, Math.max(0, sumNanos));
    }

    /** Count of one bucket of the {@link LatencyScale}. */
    long bucket(int index) {
        return counts.get(index);
    }
}
