package dev.skein.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.skein.admission.BreakerState.Closed;
import dev.skein.admission.BreakerState.HalfOpen;
import dev.skein.admission.BreakerState.Open;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private static final long SECOND = 1_000_000_000L;
    private static final BreakerRule RULE = new BreakerRule(0.5, 10, 10 * SECOND, 5 * SECOND, 2);

    private final List<String> changes = new ArrayList<>();
    private final CircuitBreaker breaker = new CircuitBreaker(
            RULE,
            2,
            -7 * SECOND,
            (from, to) -> changes.add(
                    from.getClass().getSimpleName() + " → " + to.getClass().getSimpleName()));
    private long now = -7 * SECOND;

    @Test
    void itOpensWhenTooManyOfEnoughAttemptsFail() {
        attempts(5, 4);
        assertThat(breaker.state()).isInstanceOf(Closed.class);
        attempts(0, 1);
        assertThat(breaker.state()).isInstanceOf(Open.class);
        assertThat(breaker.admit(now)).isEqualTo(CircuitBreaker.REFUSED);
        assertThat(breaker.nanosToWait(now + SECOND)).isEqualTo(4 * SECOND);
        assertThat(changes).containsExactly("Closed → Open");
    }

    @Test
    void aFewFailuresAmongMoreSuccessesAreBorne() {
        for (int i = 0; i < 100; i++) {
            attempts(3, 2);
        }
        assertThat(breaker.state()).isInstanceOf(Closed.class);
    }

    @Test
    void whatLeftTheWindowCountsNoMore() {
        attempts(0, 9);
        now += 10 * SECOND;
        attempts(0, 9);
        assertThat(breaker.state()).isInstanceOf(Closed.class);
        attempts(0, 1);
        assertThat(breaker.state()).isInstanceOf(Open.class);
    }

    @Test
    void itClosesAfterAllTrialsSucceeded() {
        open();
        now += 5 * SECOND;
        long one = breaker.admit(now);
        long other = breaker.admit(now);
        assertThat(one).isNotNegative();
        assertThat(breaker.admit(now)).isEqualTo(CircuitBreaker.REFUSED);
        breaker.succeeded(0, one, now);
        assertThat(breaker.state()).isInstanceOf(HalfOpen.class);
        breaker.succeeded(1, other, now);
        assertThat(breaker.state()).isInstanceOf(Closed.class);
        assertThat(changes).containsExactly("Closed → Open", "Open → HalfOpen", "HalfOpen → Closed");
    }

    @Test
    void oneFailedTrialOpensItAgain() {
        open();
        now += 5 * SECOND;
        long one = breaker.admit(now);
        long other = breaker.admit(now);
        breaker.failed(0, one, now);
        breaker.succeeded(0, other, now);
        assertThat(breaker.state()).isInstanceOf(Open.class);
        assertThat(breaker.admit(now + 5 * SECOND - 1)).isEqualTo(CircuitBreaker.REFUSED);
        assertThat(breaker.admit(now + 5 * SECOND)).isNotNegative();
    }

    @Test
    void anAbandonedTrialMakesRoomForAnother() {
        open();
        now += 5 * SECOND;
        breaker.admit(now);
        breaker.abandoned(breaker.admit(now), now);
        assertThat(breaker.admit(now)).isNotNegative();
        assertThat(breaker.admit(now)).isEqualTo(CircuitBreaker.REFUSED);
    }

    @Test
    void trialsThatNeverEndAreNotWaitedForForEver() {
        open();
        now += 5 * SECOND;
        long lost = breaker.admit(now);
        breaker.admit(now);
        now += 5 * SECOND;
        assertThat(breaker.admit(now)).isNotNegative();
        breaker.failed(0, lost, now);
        assertThat(breaker.state()).isInstanceOf(HalfOpen.class);
    }

    @Test
    void slowAttemptsFromBeforeItOpenedDecideNothing() {
        long slow = breaker.admit(now);
        open();
        now += 5 * SECOND;
        breaker.admit(now);
        breaker.failed(0, slow, now);
        breaker.succeeded(0, slow, now);
        assertThat(breaker.state()).isEqualTo(new HalfOpen(2, now, 1, 0));
    }

    @Test
    void itBeginsAnewAfterClosing() {
        open();
        now += 5 * SECOND;
        breaker.succeeded(0, breaker.admit(now), now);
        breaker.succeeded(0, breaker.admit(now), now);
        now += SECOND;
        attempts(5, 4);
        assertThat(breaker.state()).isInstanceOf(Closed.class);
    }

    @RepeatedTest(50)
    void loopsThatRaceOpenItOnceAndTryItAsOftenAsAllowed() throws InterruptedException {
        AtomicInteger opened = new AtomicInteger();
        CircuitBreaker shared = new CircuitBreaker(RULE, 4, 0, (from, to) -> opened.incrementAndGet());
        AtomicInteger trials = new AtomicInteger();
        race(loop -> {
            for (int i = 0; i < 50; i++) {
                long permit = shared.admit(SECOND);
                if (permit != CircuitBreaker.REFUSED) {
                    shared.failed(loop, permit, SECOND);
                }
            }
        });
        assertThat(opened.get()).isEqualTo(1);
        race(loop -> {
            for (int i = 0; i < 50; i++) {
                trials.addAndGet(shared.admit(7 * SECOND) == CircuitBreaker.REFUSED ? 0 : 1);
            }
        });
        assertThat(trials.get()).isEqualTo(2);
    }

    @Test
    void badNumbersAreRefusedInWords() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BreakerRule(1.5, 1, SECOND, SECOND, 1))
                .withMessage("failure-share: 1.5 (expected: above 0, at most 1)");
    }

    private void open() {
        attempts(0, 10);
        assertThat(breaker.state()).isInstanceOf(Open.class);
    }

    /** So many attempts that succeed, and then so many that fail, on both loops in turn. */
    private void attempts(int good, int bad) {
        for (int i = 0; i < good + bad; i++) {
            long permit = breaker.admit(now);
            assertThat(permit).isNotNegative();
            if (i < good) {
                breaker.succeeded(i % 2, permit, now);
            } else {
                breaker.failed(i % 2, permit, now);
            }
        }
    }

    private interface OnLoop {
        void run(int loop);
    }

    private static void race(OnLoop work) throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int loop = t;
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                work.run(loop);
            }));
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
