package dev.skein.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {
    @Test
    void placesComeBackOnce() {
        ConcurrencyLimit limit = new ConcurrencyLimit(2);
        assertThat(limit.tryAcquire()).isTrue();
        assertThat(limit.tryAcquire()).isTrue();
        assertThat(limit.tryAcquire()).isFalse();
        limit.release();
        assertThat(limit.tryAcquire()).isTrue();
        limit.release();
        limit.release();
        assertThatIllegalStateException()
                .isThrownBy(limit::release)
                .withMessage("release: no place held (expected: once for each acquired)");
        assertThat(limit.held()).isZero();
    }

    @Test
    void aLowerLimitWaitsForThoseUnderWay() {
        ConcurrencyLimit limit = new ConcurrencyLimit(3);
        for (int i = 0; i < 3; i++) {
            limit.tryAcquire();
        }
        limit.limit(1);
        assertThat(limit.held()).isEqualTo(3);
        limit.release();
        limit.release();
        assertThat(limit.tryAcquire()).isFalse();
        limit.release();
        assertThat(limit.tryAcquire()).isTrue();
    }

    @Test
    void aShareLeavesOnePlaceAtLeast() {
        ConcurrencyLimit limit = new ConcurrencyLimit(10);
        limit.share(0.5);
        assertThat(limit.limit()).isEqualTo(5);
        limit.limit(20);
        assertThat(limit.limit()).isEqualTo(10);
        limit.share(0.001);
        assertThat(limit.limit()).isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> limit.limit(0))
                .withMessage("concurrency limit: 0 (expected: at least 1)");
    }

    @Test
    void noMoreThanTheLimitAreEverUnderWay() throws InterruptedException {
        ConcurrencyLimit limit = new ConcurrencyLimit(3);
        AtomicInteger under = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 6; t++) {
            Thread.Builder builder = Thread.ofPlatform().uncaughtExceptionHandler((thread, e) -> failures.add(e));
            threads.add(builder.start(() -> {
                for (int i = 0; i < 100_000; i++) {
                    if (limit.tryAcquire()) {
                        most.accumulateAndGet(under.incrementAndGet(), Math::max);
                        under.decrementAndGet();
                        limit.release();
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        assertThat(most.get()).isBetween(1, 3);
        assertThat(limit.held()).isZero();
    }
}
