package dev.skein.snapshot;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Exchanges that wait for a place at a server of a pool, first come first served over all event loops. Whoever is called in
 * vain keeps the number it drew, and so its place in the line. Lock-free; costs nothing while nobody waits but one read when
 * a place becomes free.
 */
public final class WaitingLine {

    /** Somebody in the line. */
    public interface Waiter {
        /** A place may be free: try again, on the waiter's own loop. Called from any thread, at most once per entry. */
        void wake();
    }

    /** What {@link #join} says where there is no room. */
    public static final long FULL = 0;

    private final ConcurrentSkipListMap<Long, Waiter> line = new ConcurrentSkipListMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicInteger length = new AtomicInteger();

    /**
     * Stands in line, at its end.
     *
     * @param most the line's bound; 0 refuses everybody
     * @return the number drawn, above 0, or {@link #FULL}
     */
    public long join(Waiter waiter, int most) {
        if (length.incrementAndGet() > most) {
            length.decrementAndGet();
            return FULL;
        }
        long number = numbers.incrementAndGet();
        line.put(number, waiter);
        return number;
    }

    /** Was called in vain, and stands where it stood before. */
    public void rejoin(Waiter waiter, long number) {
        length.incrementAndGet();
        line.put(number, waiter);
    }

    /**
     * Leaves before being called.
     *
     * @return false if it was called already: then the place that it was called for is somebody else's
     */
    public boolean leave(long number) {
        boolean was = line.remove(number) != null;
        if (was) {
            length.decrementAndGet();
        }
        return was;
    }

    /** A place became free. */
    public void wakeOne() {
        if (length.getOpaque() != 0) {
            wakeAfter(0);
        }
    }

    /**
     * Calls the first one behind this number, for the place that became free is nothing for whoever has it.
     *
     * @return the number of the one called, or 0 where nobody stands there
     */
    public long wakeAfter(long number) {
        Map.Entry<Long, Waiter> next;
        while ((next = line.higherEntry(number)) != null) {
            if (line.remove(next.getKey(), next.getValue())) {
                length.decrementAndGet();
                next.getValue().wake();
                return next.getKey();
            }
        }
        return 0;
    }

    /** Everything may have changed. Each that finds no place joins again. */
    public void wakeAll() {
        long at = 0;
        do {
            at = wakeAfter(at);
        } while (at != 0);
    }

    public int length() {
        return Math.max(0, length.getOpaque());
    }
}
