package dev.skein.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ServerLoadTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1000 * MILLI;

    @Test
    void countersAreSumsOverAllLoops() {
        ServerLoad load = new ServerLoad(3);
        for (int loop = 0; loop < 3; loop++) {
            load.started(loop);
            load.started(loop);
            load.ended(loop);
            load.failed(loop, 0);
            load.connections(loop, 2);
            load.bound(loop);
            load.session(loop);
        }
        load.connections(1, -1);
        assertThat(load.inFlight()).isEqualTo(3);
        assertThat(load.picks()).isEqualTo(6);
        assertThat(load.failures()).isEqualTo(3);
        assertThat(load.connections()).isEqualTo(5);
        assertThat(load.boundPicks()).isEqualTo(3);
        assertThat(load.sessions()).isEqualTo(3);
    }

    @Test
    void requestsOfOtherNodesCount() {
        ServerLoad load = new ServerLoad(1);
        load.started(0);
        load.remoteInFlight(7);
        assertThat(load.inFlight()).isEqualTo(8);
        assertThat(load.localInFlight()).isEqualTo(1);
        load.remoteInFlight(-5);
        assertThat(load.inFlight()).isZero();
    }

    @Test
    void loopsThatCountAtOnceLoseNothing() throws InterruptedException {
        int loops = 4;
        ServerLoad load = new ServerLoad(loops);
        run(loops, loop -> {
            for (int i = 0; i < 50_000; i++) {
                load.started(loop);
                if (i % 10 != 0) {
                    load.ended(loop);
                }
            }
        });
        assertThat(load.inFlight()).isEqualTo(loops * 5000);
        assertThat(load.picks()).isEqualTo(loops * 50_000L);
    }

    @Test
    void placesAreNeverMoreThanTheLimit() throws InterruptedException {
        ServerLoad load = new ServerLoad(1);
        AtomicInteger held = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        run(4, loop -> {
            for (int i = 0; i < 20_000; i++) {
                if (load.tryAcquire(3)) {
                    most.accumulateAndGet(held.incrementAndGet(), Math::max);
                    held.decrementAndGet();
                    load.release();
                }
            }
        });
        assertThat(most.get()).isBetween(1, 3);
        assertThat(load.acquired()).isZero();
    }

    @Test
    void latencyJumpsToAPeakAndComesDownSlowly() {
        ServerLoad load = new ServerLoad(1);
        load.latency(0, 5 * MILLI, SECOND);
        load.latency(0, 80 * MILLI, SECOND);
        assertThat(load.latencyNanos(SECOND)).isEqualTo(80f * MILLI);
        load.latency(0, 5 * MILLI, 2 * SECOND);
        assertThat(load.latencyNanos(2 * SECOND)).isBetween(70f * MILLI, 75f * MILLI);
        for (int i = 3; i < 70; i++) {
            load.latency(0, 5 * MILLI, i * SECOND);
        }
        assertThat(load.latencyNanos(70 * SECOND)).isCloseTo(5f * MILLI, Offset.offset(1f * MILLI));
    }

    @Test
    void latencyFadesWhileNothingIsHeard() {
        ServerLoad load = new ServerLoad(2);
        load.latency(1, 100 * MILLI, -5 * SECOND);
        assertThat(load.latencyNanos(5 * SECOND)).isBetween(33f * MILLI, 41f * MILLI);
        assertThat(load.latencyNanos(3600 * SECOND)).isLessThan(1000);
        assertThat(new ServerLoad(1).latencyNanos(SECOND)).isZero();
    }

    @Test
    void aServerThatFailsFastDoesNotLookFast() {
        ServerLoad load = new ServerLoad(1);
        load.latency(0, MILLI / 10, 0);
        load.failed(0, SECOND);
        assertThat(load.latencyNanos(SECOND)).isEqualTo((float) ServerLoad.FAILURE_NANOS);
    }

    @Test
    void withoutALoopThereIsNothingToCount() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ServerLoad(0))
                .withMessage("loops: 0 (expected: at least 1)");
    }

    private interface OnLoop {
        void run(int loop);
    }

    private static void run(int loops, OnLoop work) throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < loops; i++) {
            int loop = i;
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    start.await();
                    work.run(loop);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }));
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
