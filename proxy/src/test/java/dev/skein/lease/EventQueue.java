package dev.skein.lease;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A binary heap of events by true time; ties in the order in which they were added. Reused from schedule to schedule. */
public final class EventQueue {
    private long[] times = new long[256];
    private @Nullable Runnable[] events = new Runnable[256];
    private int size;
    private long added;

    public void clear() {
        Arrays.fill(events, 0, size, null);
        size = 0;
        added = 0;
    }

    /** Adds an event at {@code time} nanoseconds, which is kept to 1/1024 µs so that ties stay in order. */
    public void add(long time, Runnable event) {
        if (size == times.length) {
            times = Arrays.copyOf(times, size * 2);
            events = Arrays.copyOf(events, size * 2);
        }
        long key = (time >> 10) << 20 | (added++ & 0xFFFFF);
        int at = size++;
        while (at > 0 && times[(at - 1) >> 1] > key) {
            times[at] = times[(at - 1) >> 1];
            events[at] = events[(at - 1) >> 1];
            at = (at - 1) >> 1;
        }
        times[at] = key;
        events[at] = event;
    }

    /** The time of the next event, or {@link Long#MAX_VALUE}. */
    public long next() {
        return size == 0 ? Long.MAX_VALUE : (times[0] >> 20) << 10;
    }

    public @Nullable Runnable poll() {
        if (size == 0) {
            return null;
        }
        Runnable first = events[0];
        long key = times[--size];
        Runnable moved = events[size];
        events[size] = null;
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && times[child + 1] < times[child]) {
                child++;
            }
            if (times[child] >= key) {
                break;
            }
            times[at] = times[child];
            events[at] = events[child];
            at = child;
        }
        if (size > 0) {
            times[at] = key;
            events[at] = moved;
        }
        return first;
    }
}
