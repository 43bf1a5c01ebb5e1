package dev.skein.proxying;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;

/**
 * How much memory the bodies in flight take, against the node's budget. Measured a few times a second from the allocator
 * and not counted on the request path. As the budget fills, connections may buffer less; past it new work is refused.
 */
public final class BodyMemory {
    private static final int KIB = 1024;
    private static final WriteBufferWaterMark AMPLE = new WriteBufferWaterMark(256 * KIB, 1024 * KIB);
    private static final WriteBufferWaterMark HALF = new WriteBufferWaterMark(64 * KIB, 256 * KIB);
    private static final WriteBufferWaterMark SCARCE = new WriteBufferWaterMark(16 * KIB, 32 * KIB);

    private final long budget;
    private volatile WriteBufferWaterMark mark = AMPLE;
    private volatile boolean exhausted;
    private volatile long used;

    /**
     * Starts with nothing used.
     *
     * @param budget bytes, above 0
     */
    public BodyMemory(long budget) {
        this.budget = budget;
    }

    /** Measures; called by one thread every 100 ms or so. */
    public void measure() {
        observe(PooledByteBufAllocator.DEFAULT.pinnedDirectMemory());
    }

    void observe(long bytes) {
        used = bytes;
        exhausted = bytes >= budget;
        mark = bytes < budget / 4 ? AMPLE : bytes < budget / 2 ? HALF : SCARCE;
    }

    /** How much a connection may buffer now. The same object as long as that doesn't change. */
    public WriteBufferWaterMark mark() {
        return mark;
    }

    public boolean exhausted() {
        return exhausted;
    }

    /** Bytes, as last measured. */
    public long used() {
        return used;
    }

    public long budget() {
        return budget;
    }
}
