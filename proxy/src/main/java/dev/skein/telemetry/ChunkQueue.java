package dev.skein.telemetry;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue between one thread that offers and one that polls, without locks and allocations: an empty slot is
 * null, so that each side needs only its own index (FastForward: Giacomoni, Moseley, Vachharajani, PPoPP 2008).
 */
final class ChunkQueue {
    private final AtomicReferenceArray<@Nullable LogChunk> slots;
    private int head;
    private int tail;

    ChunkQueue(int capacity) {
        slots = new AtomicReferenceArray<>(capacity);
    }

    /** Adds at the end; false when full. One thread only. */
    boolean offer(LogChunk chunk) {
        if (slots.getAcquire(tail) != null) {
            return false;
        }
        slots.setRelease(tail, chunk);
        tail = tail + 1 == slots.length() ? 0 : tail + 1;
        return true;
    }

    /** Takes the first; null when empty. One thread only. */
    @Nullable
    LogChunk poll() {
        LogChunk chunk = slots.getAcquire(head);
        if (chunk != null) {
            slots.setRelease(head, null);
            head = head + 1 == slots.length() ? 0 : head + 1;
        }
        return chunk;
    }
}
