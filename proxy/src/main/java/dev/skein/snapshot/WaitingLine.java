package dev.skein.snapshot;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Exchanges that wait for a place at a server of a pool, first come first served over all event loops. Lock-free; costs
 * nothing while nobody waits but one read when a place becomes free.
 */
public final class WaitingLine {

    /** Somebody in the line. */
    public interface Waiter {
        /** A place may be free: try again, on the waiter's own loop. Called from any thread, at most once per entry. */
        void wake();
    }

    private final ConcurrentLinkedQueue<Waiter> line = new ConcurrentLinkedQueue<>();
    private final AtomicInteger length = new AtomicInteger();

    /**
     * Stands in line.
     *
     * @param most the line's bound; 0 refuses everybody
     * @return whether there was room
     */
    public boolean join(Waiter waiter, int most) {
        if (length.incrementAndGet() > most) {
            length.decrementAndGet();
            return false;
        }
        line.add(waiter);
        return true;
    }

    /**
     * Leaves before being called.
     *
     * @return false if it was called already: then the place that it was called for is somebody else's
     */
    public boolean leave(Waiter waiter) {
        boolean was = line.remove(waiter);
        if (was) {
            length.decrementAndGet();
        }
        return was;
    }

    /** A place became free. */
    public void wakeOne() {
        if (length.getOpaque() == 0) {
            return;
        }
        Waiter waiter = line.poll();
        if (waiter != null) {
            length.decrementAndGet();
            waiter.wake();
        }
    }

    /** Everything may have changed. Each that finds no place joins again. */
    public void wakeAll() {
        for (int left = length.get(); left > 0; left--) {
            wakeOne();
        }
    }

    public int length() {
        return Math.max(0, length.getOpaque());
    }
}
