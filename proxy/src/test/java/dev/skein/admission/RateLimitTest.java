package dev.skein.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.skein.admission.RateLimit.Policy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitTest {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1000 * MILLI;
    /** Clocks begin anywhere, and below zero, too. */
    private static final long START = -3 * SECOND;

    @Test
    void aBurstIsAllowedThenOneRequestForEachInterval() {
        RateLimit limit = limit(10, 1, 5);
        assertThat(allowed(limit, 5, 1, START)).isEqualTo(5);
        assertThat(allowed(limit, 5, 1, START)).isZero();
        assertThat(allowed(limit, 5, 1, START + 99 * MILLI)).isZero();
        assertThat(allowed(limit, 5, 1, START + 100 * MILLI)).isEqualTo(1);
        assertThat(allowed(limit, 9, 1, START + 10 * SECOND)).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 7, 1000, 999_983, 1_000_000_000})
    void theRateHoldsOverTime(long requests) {
        RateLimit limit = limit(requests, 1, Math.max(10, requests / 100));
        long span = Math.max(2 * SECOND, 100_000L * SECOND / requests);
        long step = Math.max(1, span / 200_000);
        span = 200_000 * step;
        int allowed = 0;
        for (long now = 0; now < span; now += step) {
            allowed += RateLimit.allowed(limit.take(1, START + now)) ? 1 : 0;
        }
        double expected = Math.min(200_000, (double) requests * span / SECOND + Math.max(10, requests / 100));
        assertThat((double) allowed).isCloseTo(expected, Offset.offset(1 + expected / 1000));
    }

    @Test
    void keysDoNotDisturbEachOther() {
        RateLimit limit = limit(10, 1, 3);
        for (int key = 1; key <= 100; key++) {
            assertThat(allowed(limit, 5, key, START)).isEqualTo(3);
        }
        assertThat(limit.active(START)).isEqualTo(100);
        assertThat(limit.active(START + SECOND)).isZero();
    }

    @Test
    void theAnswerTellsWhatIsLeftAndWhen() {
        RateLimit limit = limit(10, 10, 10);
        long first = limit.take(1, START);
        assertThat(RateLimit.remaining(first)).isEqualTo(9);
        assertThat(RateLimit.seconds(first)).isEqualTo(1);
        allowed(limit, 8, 1, START);
        long last = limit.take(1, START);
        assertThat(RateLimit.allowed(last)).isTrue();
        assertThat(RateLimit.remaining(last)).isZero();
        assertThat(RateLimit.seconds(last)).isEqualTo(10);
        long refused = limit.take(1, START + 100 * MILLI);
        assertThat(RateLimit.allowed(refused)).isFalse();
        assertThat(RateLimit.remaining(refused)).isZero();
        assertThat(RateLimit.seconds(refused)).isEqualTo(1);
    }

    @Test
    void waitingAsLongAsToldIsEnough() {
        RateLimit limit = limit(1, 7, 1);
        limit.take(1, START);
        long refused = limit.take(1, START + 2 * SECOND + 1);
        assertThat(RateLimit.seconds(refused)).isEqualTo(5);
        assertThat(RateLimit.allowed(limit.take(1, START + 2 * SECOND + 1 + 5 * SECOND)))
                .isTrue();
    }

    @Test
    void aShareIsAPartOfRateAndBurst() {
        RateLimit limit = limit(100, 1, 20).shared();
        assertThat(allowed(limit, 50, 1, START)).isEqualTo(20);
        limit.share(1, 0.25, START);
        assertThat(allowed(limit, 50, 1, START + 10 * SECOND)).isEqualTo(5);
        int allowed = 0;
        for (int i = 1; i <= 1000; i++) {
            allowed += allowed(limit, 1, 1, START + 10 * SECOND + i * 10L * MILLI);
        }
        assertThat(allowed).isBetween(249, 251);
        limit.share(1, 0.0001, START + 60 * SECOND);
        assertThat(allowed(limit, 5, 1, START + 60 * SECOND)).isEqualTo(1);
        assertThat(allowed(limit, 50, 2, START + 60 * SECOND)).isEqualTo(20);
    }

    @Test
    void whatIsAskedForIsCountedByKeyLetInOrNot() {
        RateLimit limit = limit(10, 1, 2).shared();
        assertThat(allowed(limit, 7, 5, START)).isEqualTo(2);
        assertThat(allowed(limit, 1, 6, START)).isEqualTo(1);
        Map<Long, Integer> asked = new HashMap<>();
        limit.demands(asked::put);
        assertThat(asked).containsExactlyInAnyOrderEntriesOf(Map.of(5L, 7, 6L, 1));
        limit.demands((key, count) -> assertThat(count).isZero());
    }

    @Test
    void theLimitHoldsOverAllLoops() throws InterruptedException {
        RateLimit limit = limit(200_000, 1, 200_000);
        LongAdder allowed = new LongAdder();
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                allowed.add(allowed(limit, 100_000, 7, START));
            }));
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        // Two newcomers of one key may race for its first place: then one more place was filled, and one key's burst.
        assertThat(allowed.sum()).isBetween(200_000L, 200_004L);
    }

    @Test
    void whenMoreKeysAreActiveThanFitTheLeastIndebtedIsForgotten() {
        RateLimit limit = new RateLimit(new Policy("few", 1, SECOND, 5), 8, START);
        for (int key = 1; key <= 8; key++) {
            allowed(limit, key == 3 ? 1 : 4, key, START);
        }
        assertThat(limit.evictions()).isZero();
        limit.take(99, START);
        assertThat(limit.evictions()).isEqualTo(1);
        assertThat(RateLimit.remaining(limit.take(4, START))).isZero();
        assertThat(limit.evictions()).isEqualTo(1);
        assertThat(RateLimit.remaining(limit.take(3, START))).isEqualTo(4);
        assertThat(limit.evictions()).isEqualTo(2);
    }

    @Test
    void itAnswersAsATokenBucketWould() {
        Random random = new Random(6);
        Policy policy = new Policy("p", 50, SECOND, 20);
        RateLimit limit = new RateLimit(policy, 4096, START);
        Map<Long, double[]> buckets = new HashMap<>();
        long now = START;
        for (int i = 0; i < 100_000; i++) {
            now += random.nextInt((int) MILLI);
            long key = 1L + random.nextInt(30);
            double[] bucket = buckets.computeIfAbsent(key, k -> new double[] {20, START});
            bucket[0] = Math.min(20, bucket[0] + (now - bucket[1]) * 50 / SECOND);
            bucket[1] = now;
            boolean allowed = RateLimit.allowed(limit.take(key, now));
            if (Math.abs(bucket[0] - 1) > 1e-3) {
                assertThat(allowed).isEqualTo(bucket[0] >= 1);
            }
            bucket[0] -= allowed ? 1 : 0;
        }
    }

    @Test
    void aRequestWithoutAKeySharesTheGlobalOne() {
        RateLimit limit = limit(10, 1, 2);
        allowed(limit, 1, 0, START);
        allowed(limit, 1, RateLimit.GLOBAL, START);
        assertThat(allowed(limit, 1, 0, START)).isZero();
    }

    @Test
    void badNumbersAreRefusedInWords() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Policy("p", 0, SECOND, 1))
                .withMessage("requests: 0 (expected: 1 to 1,000,000,000)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Policy("p", 1, 3600 * SECOND, 1_000_000))
                .withMessage("burst: 1000000 (expected: made up for within 30 days)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> limit(1, 1, 1).share(1, 0, START))
                .withMessage("share: 0.0 (expected: above 0, at most 1)");
    }

    @ParameterizedTest
    @CsvSource({
        "10, 20, 10, 1, 20",
        "0.5, 5, 30, 60, 5",
        "2.5, 5, 150, 60, 5",
        "0.001, 1, 86, 86400, 1",
        "1e-9, 9, 1, 86400, 9",
        "0.001, 100000, 86, 86400, 2580",
        "5e9, 1, 1000000000, 1, 1"
    })
    void aRateInSecondsIsToldInWholeRequests(double rate, long burst, long requests, long seconds, long kept) {
        assertThat(Policy.perSecond("p", rate, burst)).isEqualTo(new Policy("p", requests, seconds * SECOND, kept));
    }

    private static RateLimit limit(long requests, int seconds, long burst) {
        return new RateLimit(new Policy("test", requests, seconds * SECOND, burst), 1024, START);
    }

    private static int allowed(RateLimit limit, int times, long key, long now) {
        int allowed = 0;
        for (int i = 0; i < times; i++) {
            allowed += RateLimit.allowed(limit.take(key, now)) ? 1 : 0;
        }
        return allowed;
    }
}
