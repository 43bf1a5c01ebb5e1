package dev.skein.telemetry;

/**
 * The log-linear scale of all latency histograms: microseconds, exact below 16, then sixteen buckets to each power of
 * two, up to 2³² µs (71 minutes). A bucket is at most 1/16 (6.25 %) as wide as its lower bound. Found by bit operations,
 * as in HdrHistogram with one and a half digits, at an eighth of the memory.
 */
final class LatencyScale {
    private static final int SUB_BITS = 4;
    private static final int SUB_BUCKETS = 1 << SUB_BITS;
    private static final long MAX_MICROS = (1L << 32) - 1;
    private static final long NANOS_PER_MICRO = 1000;

    /** Number of buckets. */
    static final int BUCKETS = indexOfMicros(MAX_MICROS) + 1;

    private LatencyScale() {}

    /** The bucket of a duration in nanoseconds; negative counts as zero, too long as the longest. */
    static int index(long nanos) {
        return nanos <= 0 ? 0 : indexOfMicros(Math.min(nanos / NANOS_PER_MICRO, MAX_MICROS));
    }

    private static int indexOfMicros(long micros) {
        if (micros < SUB_BUCKETS) {
            return (int) micros;
        }
        int exponent = 63 - Long.numberOfLeadingZeros(micros);
        int sub = (int) (micros >>> (exponent - SUB_BITS)) & (SUB_BUCKETS - 1);
        return ((exponent - SUB_BITS + 1) << SUB_BITS) + sub;
    }

    /** Smallest duration of the bucket, in nanoseconds. */
    static long lowerNanos(int index) {
        if (index < SUB_BUCKETS) {
            return index * NANOS_PER_MICRO;
        }
        int exponent = (index >>> SUB_BITS) - 1;
        long mantissa = (long) SUB_BUCKETS + (index & (SUB_BUCKETS - 1));
        return (mantissa << exponent) * NANOS_PER_MICRO;
    }

    /** First duration beyond the bucket, in nanoseconds. */
    static long upperNanos(int index) {
        return lowerNanos(index + 1);
    }
}
