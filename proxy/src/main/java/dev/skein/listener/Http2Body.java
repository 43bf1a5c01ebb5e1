package dev.skein.listener;

import dev.skein.http.RequestHead;
import dev.skein.http.TrailerText;
import dev.skein.http2.ErrorCode;
import dev.skein.http2.PeerSettings;
import dev.skein.http2.ReceiveWindow;
import dev.skein.model.Failure;
import dev.skein.proxying.Exchange;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The body of one stream's request. It goes on as the exchange takes it, and only then the client may send more: of the
 * stream, and of the connection. What waits is copied together, so that small frames do not hold large buffers.
 */
final class Http2Body {
    private static final int UNKNOWN = -1;
    private static final int HELD_BYTES = 8192;

    private final Http2Stream stream;
    private final ReceiveWindow window = new ReceiveWindow();
    private final ArrayDeque<ByteBuf> held = new ArrayDeque<>();
    private @Nullable ConnectionTimer stall;
    private @Nullable ByteBuf trailers;
    private long expected;
    private long received;
    /** Bytes that the connection's window is still owed. */
    private int owed;

    private boolean wanted;
    private boolean tunnel;
    private boolean paused;
    private boolean ended;

    Http2Body(Http2Stream stream) {
        this.stream = stream;
    }

    /**
     * A request begins.
     *
     * @param head null where it was refused
     */
    void begin(Http2Connection on, @Nullable RequestHead head) {
        int bytes = on.limits.streamWindow();
        // Until our settings are known to the client, it goes by the protocol's own.
        window.reset(on.control.acknowledged() ? bytes : Math.max(bytes, PeerSettings.DEFAULT_WINDOW));
        expected = head == null ? UNKNOWN : head.contentLength();
        received = 0;
        owed = 0;
        tunnel = head != null && head.tunnels();
        wanted = tunnel || head != null && head.hasBody();
        paused = wanted;
        ended = stream.remoteEnded();
    }

    /** A DATA frame of that length begins; whether the window allows it. */
    boolean expect(int length) {
        owed += length;
        return window.take(length);
    }

    /** A part of a frame's data, now ours. */
    void data(ByteBuf part) {
        int size = part.readableBytes();
        received += size;
        Exchange current = stream.exchange();
        if (expected != UNKNOWN && received > expected) {
            part.release();
            mismatch();
        } else if (current == null) {
            // The response waits for its end to be sent, and this for nobody.
            part.release();
            owed -= size;
            stream.connection().output.release(size);
        } else if (held.isEmpty() && !paused && current.takesBody()) {
            pass(current, part);
            taken(current);
        } else {
            hold(part);
            stopStall();
        }
    }

    /** RFC 9113 §8.1.1. */
    private void mismatch() {
        stream.connection().control.countReset();
        if (!stream.isReset()) {
            stream.fail(Failure.BAD_REQUEST, ErrorCode.PROTOCOL_ERROR);
        }
    }

    private void pass(Exchange current, ByteBuf part) {
        int size = part.readableBytes();
        current.requestBody(part, false);
        if (stream.exchange() == current) {
            credit(size);
        }
    }

    private void hold(ByteBuf part) {
        ByteBuf last = held.peekLast();
        int size = part.readableBytes();
        if (last == null || last.writableBytes() < size) {
            last = stream.connection().loop.allocator().directBuffer(Math.max(size, HELD_BYTES));
            held.add(last);
        }
        last.writeBytes(part);
        part.release();
    }

    /** Bytes were used up: the client may send as many again, sooner or later. */
    void credit(int bytes) {
        owed -= bytes;
        Http2Connection on = stream.connection();
        on.output.release(bytes);
        int more = window.release(bytes);
        if (more > 0 && !stream.remoteEnded()) {
            on.output.windowUpdate(stream.id(), more);
        }
    }

    /** The client has sent all, perhaps with trailers. */
    void end(@Nullable TrailerText lines) {
        if (expected != UNKNOWN && received != expected) {
            mismatch();
            return;
        }
        ended = true;
        stream.remoteEnd();
        stopStall();
        Exchange current = stream.exchange();
        if (current != null && wanted) {
            if (lines != null) {
                trailers = stream.connection().loop.allocator().directBuffer(256);
                lines.writeTo(trailers);
            }
            tellEnd(current);
            if (stream.exchange() == current) {
                current.flushServer();
            }
        }
        stream.settle();
    }

    private void tellEnd(Exchange current) {
        if (ended && wanted && held.isEmpty() && tunnel) {
            if (!paused) {
                wanted = false;
                current.clientHalfClosed();
            }
        } else if (ended && wanted && held.isEmpty()) {
            wanted = false;
            ByteBuf lines = trailers;
            trailers = null;
            current.requestEnd(lines, false);
        }
    }

    /** The server speaks the other protocol now: what the client has sent of it goes on. */
    void becomeTunnel() {
        read(true);
    }

    /** Whether both directions are for themselves: the end of one is not that of the other. */
    boolean tunnel() {
        return tunnel;
    }

    /** The exchange takes more, or wants no more for now. */
    void read(boolean on) {
        Exchange current = stream.exchange();
        paused = !on;
        if (!on) {
            stopStall();
        } else if (current != null) {
            while (!held.isEmpty() && !paused && stream.exchange() == current && current.takesBody()) {
                pass(current, held.remove());
            }
            if (stream.exchange() == current) {
                tellEnd(current);
            }
            taken(current);
        }
    }

    private void taken(Exchange current) {
        if (stream.exchange() != current) {
            return;
        }
        if (!ended && !paused && held.isEmpty() && !tunnel) {
            if (stall == null) {
                stall = new ConnectionTimer(stream.connection().loop, this::stalled);
            }
            stall.start(stream.connection().listening.bodyNanos());
        }
        current.flushServer();
    }

    private void stopStall() {
        if (stall != null) {
            stall.stop();
        }
    }

    private void stalled() {
        Exchange current = stream.exchange();
        if (current != null) {
            current.clientBroke(Failure.CLIENT_TIMEOUT, "request body stalled");
        }
    }

    /** The exchange is over: nothing is waited for. */
    void stop() {
        stopStall();
        wanted = false;
        while (!held.isEmpty()) {
            held.remove().release();
        }
        if (trailers != null) {
            trailers.release();
            trailers = null;
        }
    }

    /** The stream is over: what it has of the connection's window goes back. */
    void drop(Http2Connection on) {
        stop();
        on.output.release(owed);
        owed = 0;
    }
}
