package dev.skein.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.Ticker;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OutlierCounterTest {
    private final AtomicLong millis = new AtomicLong(5_000);
    private final Ticker ticker = new Ticker() {
        @Override
        public long nanos() {
            return millis.get() * 1_000_000;
        }

        @Override
        public long epochMillis() {
            return millis.get();
        }
    };
    private final OutlierCounter counter = new OutlierCounter(3, ticker);

    @Test
    void theFailureThatCrossesTheThresholdSaysSo() {
        assertThat(counter.failure()).isFalse();
        assertThat(counter.failure()).isFalse();
        assertThat(counter.failure()).isTrue();
        assertThat(counter.failure()).isFalse();
        assertThat(counter.count()).isEqualTo(4);
    }

    @Test
    void aSuccessEndsTheRun() {
        counter.failure();
        counter.failure();
        counter.success();
        assertThat(counter.failure()).isFalse();
        assertThat(counter.failure()).isFalse();
        assertThat(counter.failure()).isTrue();
    }

    @Test
    void aNewRunIsToldEvenWithinTheSameSecond() {
        for (int i = 0; i < 3; i++) {
            counter.failure();
        }
        counter.success();
        counter.failure();
        counter.failure();
        assertThat(counter.failure()).isTrue();
    }

    @Test
    void aRunThatGoesOnIsToldOnceASecondBecauseTheEjectionMayHaveBeenRefused() {
        for (int i = 0; i < 3; i++) {
            counter.failure();
        }
        millis.addAndGet(999);
        assertThat(counter.failure()).isFalse();
        millis.addAndGet(1);
        assertThat(counter.failure()).isTrue();
        assertThat(counter.failure()).isFalse();
    }

    @Test
    void withAThresholdOfZeroNothingIsEverTold() {
        counter.threshold(0);
        for (int i = 0; i < 100; i++) {
            assertThat(counter.failure()).isFalse();
        }
    }

    @Test
    void ofManyLoopsFailingAtOnceExactlyOneIsTold() throws InterruptedException {
        AtomicInteger told = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        Thread[] loops = new Thread[4];
        for (int i = 0; i < loops.length; i++) {
            loops[i] = Thread.ofPlatform().start(() -> {
                awaitUninterrupted(go);
                for (int n = 0; n < 1_000; n++) {
                    if (counter.failure()) {
                        told.incrementAndGet();
                    }
                }
            });
        }
        go.countDown();
        for (Thread loop : loops) {
            loop.join();
        }
        assertThat(told).hasValue(1);
        assertThat(counter.count()).isEqualTo(4_000);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
