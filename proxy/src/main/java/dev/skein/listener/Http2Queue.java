package dev.skein.listener;

import dev.skein.http2.ErrorCode;
import dev.skein.http2.SendWindow;
import dev.skein.model.Failure;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What of one stream's response waits for the client: for the stream's window, or for its turn among the others. Counted,
 * to hold the server back; and timed, to give up a client that takes nothing.
 */
final class Http2Queue {
    /** Smaller frames than that, with more waiting, are what a client's windows force upon us. */
    private static final int CRUMB = 256;

    private final Http2Stream stream;
    private final Http2Response response;
    private final SendWindow window = new SendWindow();
    private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>();
    private @Nullable ConnectionTimer slow;
    private int bytes;
    private int taken;
    private boolean full;
    private boolean inLine;

    Http2Queue(Http2Stream stream, Http2Response response) {
        this.stream = stream;
        this.response = response;
    }

    void begin(int initialWindow) {
        window.reset(initialWindow);
        bytes = 0;
        full = false;
        inLine = false;
    }

    boolean isEmpty() {
        return bytes == 0;
    }

    /** Whether a part could be sent at once. */
    boolean passes(int size) {
        return bytes == 0 && size <= window.left();
    }

    /** So many bytes are written. */
    void took(int size) {
        window.take(size);
    }

    void add(ByteBuf data) {
        waiting.add(data);
        if (bytes == 0) {
            watch();
        }
        bytes += data.readableBytes();
        full |= bytes >= stream.connection().streamMark();
        getInLine();
    }

    private void getInLine() {
        if (!inLine && wantsMore()) {
            inLine = true;
            stream.connection().output.ready(this);
        }
    }

    /** Whether a turn would send something. */
    boolean wantsMore() {
        return bytes > 0 && window.left() > 0;
    }

    void outOfLine() {
        inLine = false;
    }

    /** A turn: one frame. Returns the bytes sent. */
    int serve() {
        if (!wantsMore()) {
            return 0;
        }
        Http2Output output = stream.connection().output;
        int size = output.frame(Math.min(bytes, window.left()));
        boolean last = size == bytes && response.endsWithData();
        boolean crumb = size < CRUMB && size < bytes;
        response.frame(size, last);
        bytes -= size;
        move(output, size);
        if (crumb) {
            stream.connection().control.countDribble();
        }
        if (!stream.isReset()) {
            progress(size, last);
        }
        return size;
    }

    private void move(Http2Output output, int size) {
        int left = size;
        while (left > 0) {
            ByteBuf first = waiting.element();
            int part = Math.min(left, first.readableBytes());
            output.append(first, part);
            left -= part;
            if (!first.isReadable()) {
                waiting.remove().release();
            }
        }
    }

    private void progress(int size, boolean last) {
        taken += size;
        if (bytes == 0 && slow != null) {
            slow.stop();
        } else if (taken >= ReadPace.LEAST) {
            watch();
        }
        if (bytes == 0 && response.ended()) {
            response.drained(last);
        } else if (full && bytes <= stream.connection().streamMark() / 2) {
            full = false;
            stream.clientWritable();
        }
    }

    /** The client takes more, or by a setting less; false where the window would be too large. */
    boolean credit(int more) {
        if (!window.add(more)) {
            return false;
        }
        getInLine();
        return true;
    }

    /** Whether the server may send more. */
    boolean writable() {
        return !full;
    }

    private void watch() {
        if (slow == null) {
            slow = new ConnectionTimer(stream.connection().loop, this::tooSlow);
        }
        taken = 0;
        slow.start(stream.connection().listening.readNanos());
    }

    private void tooSlow() {
        stream.fail(Failure.CLIENT_TIMEOUT, ErrorCode.CANCEL);
    }

    /** Whatever waits is for nobody. */
    void drop(Http2Output output) {
        if (inLine) {
            inLine = false;
            output.notReady(this);
        }
        if (slow != null) {
            slow.stop();
        }
        bytes = 0;
        while (!waiting.isEmpty()) {
            waiting.remove().release();
        }
    }
}
