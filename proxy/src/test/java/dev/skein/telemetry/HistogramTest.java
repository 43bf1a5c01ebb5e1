package dev.skein.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class HistogramTest {
    private static final double[] SHARES = {0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 1};

    private static void compare(LongSupplier values) {
        Histogram ours = new Histogram(3);
        var theirs = new org.HdrHistogram.Histogram(TimeUnit.HOURS.toNanos(1), 4);
        for (int i = 0; i < 50_000; i++) {
            long nanos = values.getAsLong();
            ours.record(nanos, i % 3);
            theirs.recordValue(nanos);
        }
        HistogramReading reading = ours.read();
        assertThat(reading.count()).isEqualTo(50_000);
        for (double share : SHARES) {
            double exact = theirs.getValueAtPercentile(share * 100);
            // A bucket is 1/16 of its lower bound wide, and a microsecond at least.
            assertThat((double) reading.percentileNanos(share))
                    .as("p%s", share * 100)
                    .isCloseTo(exact, within(exact / 16 + 1000));
        }
        assertThat((double) reading.meanNanos()).isCloseTo(theirs.getMean(), within(theirs.getMean() / 100));
    }

    @Test
    void percentiles_agree_with_hdr_histogram_on_evenly_spread_values() {
        Random random = new Random(1);
        compare(() -> random.nextLong(1000, TimeUnit.SECONDS.toNanos(2)));
    }

    @Test
    void percentiles_agree_with_hdr_histogram_on_a_long_tail() {
        Random random = new Random(2);
        compare(() -> (long) Math.min(3.5e12, 200_000 * Math.exp(2 * random.nextGaussian())));
    }

    @Test
    void every_duration_lies_within_its_bucket() {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            long nanos = random.nextLong(1L << (1 + random.nextInt(41)));
            int index = LatencyScale.index(nanos);
            assertThat(index).isBetween(0, LatencyScale.BUCKETS - 1);
            assertThat(nanos).isGreaterThanOrEqualTo(LatencyScale.lowerNanos(index));
            assertThat(nanos).isLessThan(LatencyScale.upperNanos(index));
        }
    }

    @Test
    void buckets_touch_each_other_and_are_at_most_a_sixteenth_wide() {
        for (int i = 0; i < LatencyScale.BUCKETS; i++) {
            long lower = LatencyScale.lowerNanos(i);
            long width = LatencyScale.upperNanos(i) - lower;
            assertThat(width).isPositive().isLessThanOrEqualTo(Math.max(1000, lower / 16));
            assertThat(LatencyScale.index(lower)).isEqualTo(i);
        }
        assertThat(LatencyScale.upperNanos(LatencyScale.BUCKETS - 1)).isGreaterThan(TimeUnit.HOURS.toNanos(1));
    }

    @Test
    void out_of_range_durations_count_at_the_ends() {
        Histogram histogram = new Histogram(1);
        histogram.record(-5, 0);
        histogram.record(Long.MAX_VALUE, 0);
        HistogramReading reading = histogram.read();
        assertThat(reading.bucket(0)).isEqualTo(1);
        assertThat(reading.bucket(LatencyScale.BUCKETS - 1)).isEqualTo(1);
    }

    @Test
    void an_empty_reading_has_no_percentile() {
        assertThat(HistogramReading.EMPTY.percentileNanos(0.99)).isZero();
        assertThat(HistogramReading.EMPTY.maxNanos()).isZero();
        assertThat(HistogramReading.EMPTY.meanNanos()).isZero();
        assertThatThrownBy(() -> HistogramReading.EMPTY.percentileNanos(99))
                .hasMessage("share: 99.0 (expected: above 0, at most 1)");
    }

    @Test
    void what_came_after_a_reading_is_told_apart() {
        Histogram histogram = new Histogram(2);
        histogram.record(5_000_000, 0);
        HistogramReading before = histogram.read();
        histogram.record(80_000_000, 1);
        histogram.record(5_000_000, 0);
        HistogramReading since = histogram.read().since(before);
        assertThat(since.count()).isEqualTo(2);
        assertThat(since.sumNanos()).isEqualTo(85_000_000);
        assertThat(since.maxNanos()).isBetween(80_000_000L, 85_000_000L);
        assertThat(since.plus(before).count()).isEqualTo(3);
        assertThat(histogram.read(1).count()).isEqualTo(1);
    }

    @Test
    void cumulative_counts_end_with_all_and_never_fall() {
        Histogram histogram = new Histogram(1);
        for (int millis = 1; millis <= 100; millis++) {
            histogram.record(TimeUnit.MILLISECONDS.toNanos(millis), 0);
        }
        long[] counts = histogram.read().cumulative(new long[] {500_000, 10_000_000, 50_000_000, 200_000_000});
        assertThat(counts[0]).isZero();
        assertThat(counts[1]).isBetween(9L, 10L);
        assertThat(counts[2]).isBetween(47L, 53L);
        assertThat(counts[3]).isEqualTo(100);
    }
}
