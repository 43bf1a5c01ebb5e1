package dev.skein.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.skein.model.ByteSink;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Letting a request in costs no memory. */
class AllocationTest {
    private static final int CALLS = 10_000;
    private static final long MILLI = 1_000_000L;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final RateLimit rate = new RateLimit(new RateLimit.Policy("p", 100, 1000 * MILLI, 10), 64, 0);
    private final RateLimitFields fields = new RateLimitFields(rate.policy());
    private final ByteSink target = new ByteSink();
    private final ConcurrencyLimit concurrency = new ConcurrencyLimit(10);
    private final RetryBudget budget = new RetryBudget(0.2, 3, 2);
    private final CircuitBreaker breaker =
            new CircuitBreaker(new BreakerRule(0.5, 10, 10_000 * MILLI, 1000 * MILLI, 1), 2, 0, (from, to) -> {});
    private long now;

    @Test
    void admissionAllocatesNothing() {
        for (int i = 0; i < CALLS; i++) {
            admit(i);
        }
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CALLS; i++) {
            admit(i);
        }
        assertThat((THREADS.getCurrentThreadAllocatedBytes() - before) / CALLS).isZero();
    }

    private void admit(int i) {
        now += MILLI;
        target.clear();
        fields.write(target, rate.take(i % 100, now));
        concurrency.tryAcquire();
        budget.requested(1, now);
        budget.tryRetry(now);
        long permit = breaker.admit(now);
        if (i % 10 == 0) {
            breaker.failed(1, permit, now);
        } else {
            breaker.succeeded(1, permit, now);
        }
        concurrency.release();
    }
}
