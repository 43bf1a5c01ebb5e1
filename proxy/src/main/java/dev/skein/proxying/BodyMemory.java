package dev.skein.proxying;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import java.util.concurrent.TimeUnit;

/**
 * How much memory the bodies in flight take, against the node's budget. Measured from the allocator and not counted on
 * the request path: a few times a second, and more often while clients hold us back, for thousands of them can come within
 * that time. As the budget fills, connections may buffer less, down to what one read brings, so that most of it is there for
 * many; past it, and where the heap is full, new work is refused. For any thread.
 */
public final class BodyMemory {
    private static final int KIB = 1024;
    /** Measuring takes some ten microseconds: less than a hundredth of the time this way. */
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private static final WriteBufferWaterMark AMPLE = new WriteBufferWaterMark(256 * KIB, 1024 * KIB);
    private static final WriteBufferWaterMark HALF = new WriteBufferWaterMark(64 * KIB, 256 * KIB);
    private static final WriteBufferWaterMark SCARCE = new WriteBufferWaterMark(8 * KIB, 16 * KIB);

    /** Once used up, a part of it must be free again: else each response that ends would let one request in. */
    private static final int ROOM = 16;

    private final long budget;
    private volatile WriteBufferWaterMark mark = AMPLE;
    private volatile boolean exhausted;
    private volatile boolean heapFull;
    private volatile long used;
    private volatile long measuredNanos;

    /**
     * Starts with nothing used.
     *
     * @param budget bytes, above 0
     */
    public BodyMemory(long budget) {
        this.budget = budget;
    }

    /** Whether the heap has no room for more, either. */
    void heap(boolean full) {
        heapFull = full;
    }

    /** Measures; called by one thread every 100 ms or so. */
    public void measure() {
        observe(PooledByteBufAllocator.DEFAULT.pinnedDirectMemory());
    }

    void observe(long bytes) {
        used = bytes;
        exhausted = bytes >= (exhausted ? budget - budget / ROOM : budget);
        WriteBufferWaterMark next = bytes < budget / 8 ? AMPLE : bytes < budget / 4 ? HALF : SCARCE;
        // Written when it changes only: every loop reads it with every part of a body.
        if (mark != next) {
            mark = next;
        }
    }

    /** A client takes nothing at the moment, so that its response stays here: measures, unless that was done just now. */
    void heldBack(long now) {
        if (now - measuredNanos > FRESH_NANOS) {
            measuredNanos = now;
            measure();
        }
    }

    /** How much a connection may buffer now. The same object as long as that doesn't change. */
    public WriteBufferWaterMark mark() {
        return mark;
    }

    /** Whether new work is to be refused. */
    public boolean exhausted() {
        return exhausted || heapFull;
    }

    /** How things stand, for people. */
    String text() {
        return (heapFull ? "the heap is full; " : "") + (used >> 10) + " of " + (budget >> 10)
                + " KiB for bodies in use";
    }

    /** Bytes, as last measured. */
    public long used() {
        return used;
    }

    public long budget() {
        return budget;
    }
}
