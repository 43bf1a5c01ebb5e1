package dev.skein.telemetry;

import dev.skein.model.Outcome;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's way into the access log. The loop fills chunks, the writer empties them and gives them back. There are
 * a bounded number of them, made as needed: when all are with the writer, lines are dropped and counted.
 */
final class LogLane {
    /** Bytes of a chunk. */
    static final int CHUNK_SIZE = 64 * 1024;

    private static final VarHandle DROPPED;

    static {
        try {
            DROPPED = MethodHandles.lookup().findVarHandle(LogLane.class, "dropped", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int chunks;
    private final ChunkQueue full;
    private final ChunkQueue empty;
    private final Line line = new Line();
    private @Nullable LogChunk current;
    private int made;
    private long dropped;

    /** @param chunks how many there may be: one being filled, the others waiting for the disk */
    LogLane(int chunks) {
        this.chunks = chunks;
        this.full = new ChunkQueue(chunks);
        this.empty = new ChunkQueue(chunks);
    }

    /** Adds a line, or drops it. Returns whether a chunk was handed over, so that the writer may have to be woken. */
    boolean append(LineFormat format, Outcome outcome) {
        boolean handedOver = false;
        LogChunk chunk = current;
        if (chunk == null || chunk.bytes.length - chunk.length < format.bound()) {
            handedOver = handOver();
            chunk = current;
            if (chunk == null || chunk.bytes.length - chunk.length < format.bound()) {
                DROPPED.setOpaque(this, dropped + 1);
                return handedOver;
            }
        }
        chunk.length = format.append(line.at(chunk.bytes, chunk.length), outcome);
        chunk.lines++;
        return handedOver;
    }

    /** Gives what there is to the writer, if there is another chunk to go on with. */
    boolean flush() {
        LogChunk chunk = current;
        return chunk != null && chunk.length > 0 && handOver();
    }

    /** Gives the last lines to the writer; nothing is appended afterwards. */
    void finish() {
        LogChunk last = current;
        current = null;
        if (last != null && last.length > 0) {
            handOver(last);
        }
    }

    private boolean handOver() {
        LogChunk next = empty.poll();
        if (next == null) {
            if (made == chunks) {
                return false;
            }
            next = new LogChunk(CHUNK_SIZE);
            made++;
        }
        LogChunk filled = current;
        current = next;
        if (filled == null) {
            return false;
        }
        handOver(filled);
        return true;
    }

    private void handOver(LogChunk filled) {
        boolean taken = full.offer(filled);
        assert taken : "more chunks than the queue has places";
    }

    /** The next chunk to write. The writer's thread only. */
    @Nullable
    LogChunk take() {
        return full.poll();
    }

    /** Returns an emptied chunk. The writer's thread only. */
    void giveBack(LogChunk chunk) {
        chunk.clear();
        boolean taken = empty.offer(chunk);
        assert taken : "more chunks than the queue has places";
    }

    /** Lines dropped so far. Any thread. */
    long dropped() {
        return (long) DROPPED.getOpaque(this);
    }
}
