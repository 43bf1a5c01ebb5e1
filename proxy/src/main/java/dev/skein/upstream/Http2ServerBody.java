package dev.skein.upstream;

import dev.skein.http2.SendWindow;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request on one stream of a connection to a server, with its end and trailers: goes as windows and socket
 * allow, and waits here otherwise, as much as is bearable. Confined to its loop.
 */
final class Http2ServerBody {
    /** Bytes that may wait here for the server's windows before the client has to wait. */
    private static final int UNSENT = 64 * 1024;

    private final Http2ServerStream stream;
    private final SendWindow window = new SendWindow();
    private final ArrayDeque<ByteBuf> unsent = new ArrayDeque<>();
    private @Nullable ByteBuf trailers;
    private int unsentBytes;
    private boolean began;
    private boolean endWaits;
    private boolean ended;
    private boolean blocked;
    private boolean full;

    Http2ServerBody(Http2ServerStream stream) {
        this.stream = stream;
    }

    /** The stream has its number: this much the server takes at first. */
    void opened(int bytes) {
        window.reset(bytes);
    }

    void write(ByteBuf data) {
        began = true;
        unsent.add(data);
        unsentBytes += data.readableBytes();
        pump();
    }

    void end(@Nullable ByteBuf lines) {
        trailers = lines == null ? null : lines.retainedDuplicate();
        endWaits = true;
        pump();
    }

    /** The head was sent as all there is. */
    void endedWithHead() {
        ended = true;
    }

    private void pump() {
        while (!stream.over() && !blocked && !unsent.isEmpty()) {
            ByteBuf first = unsent.element();
            int part = Math.min(first.readableBytes(), output().room(window));
            if (part <= 0) {
                blocked = true;
                output().block(this);
                return;
            }
            boolean whole = part == first.readableBytes();
            boolean last = whole && unsent.size() == 1 && endWaits && trailers == null;
            window.take(part);
            unsentBytes -= part;
            output().data(stream.id(), whole ? unsent.remove() : first.readRetainedSlice(part), last);
            if (last) {
                sent();
                return;
            }
        }
        if (!stream.over() && !blocked && endWaits && !ended) {
            sendEnd();
        }
    }

    private void sendEnd() {
        ByteBuf lines = trailers;
        if (lines == null) {
            output().data(stream.id(), Unpooled.EMPTY_BUFFER, true);
        } else {
            trailers = null;
            output().trailers(stream.id(), lines);
            lines.release();
        }
        sent();
    }

    private void sent() {
        ended = true;
        stream.localEnd();
    }

    /** Windows have room again, perhaps. */
    void unblocked() {
        blocked = false;
        if (!stream.over()) {
            pump();
            tellWritable();
        }
    }

    /** The server takes more of this stream; false where its window is too large now. */
    boolean credit(int bytes) {
        boolean right = window.add(bytes);
        if (right && blocked) {
            output().resume();
        }
        return right;
    }

    boolean writable() {
        boolean takes = unsentBytes < UNSENT && stream.connection.writable();
        full |= !takes;
        return takes;
    }

    /** Says so if there is room again for what had none. */
    void tellWritable() {
        if (full && writable()) {
            full = false;
            stream.response.writable();
        }
    }

    /** Whether any of it was given to us. */
    boolean began() {
        return began;
    }

    /** Whether all was sent. */
    boolean ended() {
        return ended;
    }

    void drop() {
        unsent.forEach(ByteBuf::release);
        unsent.clear();
        if (trailers != null) {
            trailers.release();
            trailers = null;
        }
    }

    private Http2ServerOutput output() {
        return stream.connection.output();
    }
}
