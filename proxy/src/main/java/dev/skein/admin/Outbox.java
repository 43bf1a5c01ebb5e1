package dev.skein.admin;

import dev.skein.model.Ticker;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.concurrent.TimeUnit;

/**
 * What goes to one reader of the stream. Never a queue of its own: a reader whose connection takes no more misses what comes
 * meanwhile, and catches up, or gets a whole picture, when it takes some again; one that takes nothing for long is let go.
 * Confined to the admin loop.
 */
final class Outbox {
    /** How much may wait in the connection, in bytes. */
    static final int WAITING_BYTES = 256 * 1024;

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

    private final WriteStream<Buffer> out;
    private final Backlog backlog;
    private final Ticker ticker;
    private long sent;
    private boolean behind;
    private long behindSince;

    Outbox(WriteStream<Buffer> out, Backlog backlog, Ticker ticker) {
        this.out = out;
        this.backlog = backlog;
        this.ticker = ticker;
        out.setWriteQueueMaxSize(WAITING_BYTES);
        out.drainHandler(drained -> catchUp());
    }

    /** Begins, where the reader left off if that is known still. */
    void begin(long after) {
        sent = after;
        catchUp();
    }

    /** Something new: it goes out if the reader takes it. */
    void offer(Backlog.Message message) {
        if (behind || out.writeQueueFull()) {
            if (!behind) {
                behind = true;
                behindSince = ticker.nanos();
            }
            return;
        }
        write(message);
    }

    private void catchUp() {
        behind = false;
        if (!backlog.covers(sent)) {
            write(backlog.picture());
            return;
        }
        for (Backlog.Message message : backlog.after(sent)) {
            offer(message);
        }
    }

    private void write(Backlog.Message message) {
        sent = message.seq();
        var unused = out.write(message.bytes());
    }

    /** Whether the reader has taken nothing for so long that it had better come again. */
    boolean tooSlow() {
        return behind && ticker.nanos() - behindSince >= PATIENCE;
    }
}
