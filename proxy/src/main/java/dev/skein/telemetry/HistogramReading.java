package dev.skein.telemetry;

/**
 * A histogram as it was read at one moment, or the difference of two such moments. Immutable; for any thread. Buckets are
 * read one after another while loops go on writing, so a reading may lack values of its last microseconds, and its sum
 * may lead or trail its count by as much.
 */
public final class HistogramReading {
    /** Nothing recorded. */
    public static final HistogramReading EMPTY = new HistogramReading(new long[LatencyScale.BUCKETS], 0);

    private final long[] counts;
    private final long count;
    private final long sumNanos;

    HistogramReading(long[] counts, long sumNanos) {
        this.counts = counts;
        this.sumNanos = sumNanos;
        long total = 0;
        for (long each : counts) {
            total += each;
        }
        this.count = total;
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
        for (int i = 0; i < counts.length; i++) {
            if (before + counts[i] >= rank && counts[i] > 0) {
                long lower = LatencyScale.lowerNanos(i);
                double part = (rank - before) / (double) counts[i];
                return lower + (long) ((LatencyScale.upperNanos(i) - lower) * part);
            }
            before += counts[i];
        }
        return 0;
    }

    /** Upper bound of the longest duration, within 6.25 %, in nanoseconds; 0 when nothing was recorded. */
    public long maxNanos() {
        for (int i = counts.length - 1; i >= 0; i--) {
            if (counts[i] > 0) {
                return LatencyScale.upperNanos(i);
            }
        }
        return 0;
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
        int bucket = 0;
        for (int i = 0; i < boundsNanos.length; i++) {
            while (bucket < counts.length && middleNanos(bucket) <= boundsNanos[i]) {
                below += counts[bucket++];
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
        long[] difference = new long[counts.length];
        for (int i = 0; i < counts.length; i++) {
            difference[i] = Math.max(0, counts[i] - earlier.counts[i]);
        }
        return new HistogramReading(difference, Math.max(0, sumNanos - earlier.sumNanos));
    }

    /** Both together, for a figure over several subjects or nodes. */
    public HistogramReading plus(HistogramReading other) {
        long[] sums = counts.clone();
        for (int i = 0; i < sums.length; i++) {
            sums[i] += other.counts[i];
        }
        return new HistogramReading(sums, sumNanos + other.sumNanos);
    }

    /** Count of one bucket of the {@link LatencyScale}. */
    long bucket(int index) {
        return counts[index];
    }
}
