package dev.skein.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts what the current thread allocates, for rules that must allocate nothing. */
public final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WARM_UP = 2_000;
    private static final int CALLS = 10_000;

    private Allocation() {}

    /** Fails if the action allocates, once warm: less than a byte a call counts as nothing. */
    public static void assertNone(Runnable action) {
        for (int i = 0; i < WARM_UP; i++) {
            action.run();
        }
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CALLS; i++) {
            action.run();
        }
        assertThat((THREADS.getCurrentThreadAllocatedBytes() - before) / CALLS)
                .as("bytes allocated a call")
                .isZero();
    }
}
