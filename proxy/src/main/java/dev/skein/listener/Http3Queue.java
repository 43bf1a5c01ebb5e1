package dev.skein.listener;

import dev.skein.http3.Http3Error;
import dev.skein.model.Failure;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What of one stream's response waits to be written: gathered in one buffer where it is short, in the buffers that it came in
 * where it is long. Counted, and timed, to give up a client that takes nothing.
 */
final class Http3Queue {
    /** Larger parts of bodies are sent as the buffers that they came in. */
    private static final int COPIED = 4096;

    private static final int FIRST = 1024;
    /** What is given to QUIC at once: of what it does not take, the rest is out of our hands. */
    private static final int PIECE = 16 * 1024;

    private final Http3Stream stream;
    private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>();
    private final ConnectionTimer slow;
    private @Nullable ByteBuf out;
    private int bytes;
    private int taken;
    private boolean full;
    private boolean watched;

    Http3Queue(Http3Stream stream) {
        this.stream = stream;
        this.slow = new ConnectionTimer(stream.connection.loop, this::tooSlow);
    }

    boolean isEmpty() {
        return bytes == 0 && (out == null || !out.isReadable());
    }

    /** Whether the server may send more. */
    boolean writable() {
        return !full;
    }

    /** Bytes that may wait before the server must. */
    private int mark() {
        return stream.connection.door.memory.mark().high() / 4;
    }

    /** Room for so many bytes behind what was said last. */
    ByteBuf room(int size) {
        ByteBuf to = out;
        if (to != null && to.writableBytes() < size && to.readableBytes() >= COPIED) {
            cut();
            to = null;
        }
        if (to == null) {
            to = stream.connection.loop.allocator().directBuffer(Math.max(FIRST, size));
            out = to;
        }
        return to.ensureWritable(size);
    }

    /** A part of a body, now ours. */
    void add(ByteBuf data) {
        int size = data.readableBytes();
        if (size <= COPIED) {
            room(size).writeBytes(data);
            data.release();
        } else {
            cut();
            waiting.add(data);
            bytes += size;
        }
        ByteBuf gathered = out;
        full |= bytes + (gathered == null ? 0 : gathered.readableBytes()) >= mark();
    }

    private void cut() {
        ByteBuf gathered = out;
        if (gathered != null) {
            out = null;
            bytes += gathered.readableBytes();
            waiting.add(gathered);
        }
    }

    /** The next piece to be written, now the caller's; null where there is none. */
    @Nullable
    ByteBuf next() {
        cut();
        ByteBuf first = waiting.peek();
        if (first == null) {
            return null;
        }
        int size = Math.min(PIECE, first.readableBytes());
        bytes -= size;
        taken += size;
        if (size < first.readableBytes()) {
            return first.readRetainedSlice(size);
        }
        return waiting.remove();
    }

    /** After writing: a client that did not take all of it has to take a little at least, again and again. */
    void watch(boolean finished) {
        boolean left = !isEmpty() || finished;
        if (left && !stream.channel.isWritable()) {
            if (!watched) {
                watched = true;
                taken = 0;
                slow.start(stream.connection.listening.readNanos());
            }
        } else {
            rest();
            relieve();
        }
    }

    private void rest() {
        if (watched) {
            watched = false;
            slow.stop();
        }
    }

    private void relieve() {
        if (full && bytes <= mark() / 2) {
            full = false;
            stream.clientWritable();
        }
    }

    /** The client takes more. */
    void progress() {
        if (watched && taken >= ReadPace.LEAST) {
            taken = 0;
            slow.start(stream.connection.listening.readNanos());
        }
        relieve();
    }

    private void tooSlow() {
        stream.fail(Failure.CLIENT_TIMEOUT, Http3Error.REQUEST_CANCELLED);
    }

    /** Whatever waits is for nobody. */
    void drop() {
        rest();
        bytes = 0;
        if (out != null) {
            out.release();
            out = null;
        }
        while (!waiting.isEmpty()) {
            waiting.remove().release();
        }
    }

    /** There will be nothing more. */
    void end() {
        slow.remove();
    }
}
