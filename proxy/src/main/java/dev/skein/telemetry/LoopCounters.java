package dev.skein.telemetry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A few counters kept once per event loop and summed on read. The array of a loop is made on its first write, and has a
 * cache line of padding at each end, so that loops never write to the same line.
 */
final class LoopCounters {
    private static final VarHandle COUNTER = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle LOOP = MethodHandles.arrayElementVarHandle(long[][].class);
    private static final int PADDING = 8;

    private final long[] @Nullable [] loops;
    private final int length;

    LoopCounters(int loops, int counters) {
        this.loops = new long[loops][];
        this.length = counters + 2 * PADDING;
    }

    /** Adds on the loop's own thread. */
    void add(int counter, long delta, int loop) {
        long[] own = loops[loop];
        if (own == null) {
            own = make(loop);
        }
        int slot = counter + PADDING;
        COUNTER.setOpaque(own, slot, own[slot] + delta);
    }

    /**
     * Adds from any thread: an atomic operation, for what is rare and not bound to a loop. A counter is either always
     * added to by this method or never.
     */
    void addShared(int counter, long delta) {
        long[] first = (long[]) LOOP.getAcquire(loops, 0);
        if (first == null) {
            first = make(0);
        }
        COUNTER.getAndAdd(first, counter + PADDING, delta);
    }

    private long[] make(int loop) {
        long[] made = new long[length];
        long[] other = (long[]) LOOP.compareAndExchange(loops, loop, (long[]) null, made);
        return other == null ? made : other;
    }

    /** Sum over all loops; of a gauge kept as increments and decrements it may be off by what is under way. */
    long sum(int counter) {
        long sum = 0;
        for (int i = 0; i < loops.length; i++) {
            sum += get(counter, i);
        }
        return sum;
    }

    /** The counter of one loop. */
    long get(int counter, int loop) {
        long[] own = (long[]) LOOP.getAcquire(loops, loop);
        return own == null ? 0 : (long) COUNTER.getOpaque(own, counter + PADDING);
    }
}
