package dev.skein.admission;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts events over a sliding window of ten slots. Each event loop counts in a row of its own, 256 bytes apart from the
 * next, without an atomic instruction; a reader sums the rows. The window moves slot by slot, so it spans between nine and
 * ten tenths of its length.
 */
final class LoopWindow {
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int SLOTS = 10;
    private static final int ROW = 32;

    private final int loops;
    private final long slotNanos;
    /** Number of the slot in the upper half, its count below. */
    private final long[] cells;

    LoopWindow(int loops, long windowNanos) {
        if (loops < 1) {
            throw new IllegalArgumentException("loops: " + loops + " (expected: at least 1)");
        }
        this.loops = loops;
        this.slotNanos = windowNanos / SLOTS;
        this.cells = new long[loops * ROW];
    }

    /** Counts one event. On the loop only. */
    void add(int loop, long now) {
        int slot = slot(now);
        int at = loop * ROW + Math.floorMod(slot, SLOTS);
        long held = cells[at];
        LONGS.setOpaque(cells, at, ((int) (held >>> 32) == slot ? held : (long) slot << 32) + 1);
    }

    /** Events in the window up to now. Any thread. */
    long sum(long now) {
        return sum(now, SLOTS);
    }

    /** Events in the window, but none of the slot that {@code since} fell into, or before. */
    long sumAfter(long since, long now) {
        return sum(now, Math.min(SLOTS, slot(now) - slot(since)));
    }

    private long sum(long now, int slots) {
        int last = slot(now);
        long sum = 0;
        for (int loop = 0; loop < loops; loop++) {
            for (int at = loop * ROW; at < loop * ROW + SLOTS; at++) {
                long cell = (long) LONGS.getOpaque(cells, at);
                int age = last - (int) (cell >>> 32);
                // A loop whose clock is a little ahead may have begun the next slot.
                sum += age < slots ? (int) cell : 0;
            }
        }
        return sum;
    }

    private int slot(long now) {
        return (int) Math.floorDiv(now, slotNanos);
    }
}
