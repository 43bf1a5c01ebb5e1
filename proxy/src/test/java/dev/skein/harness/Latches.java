package dev.skein.harness;

import java.util.concurrent.CountDownLatch;

/** Waiting inside scripts, which may be ended by an interrupt at any time. */
public final class Latches {
    private Latches() {}

    /** Returns when the latch opens, or at once when the thread is interrupted, which it then still is. */
    public static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
