package dev.skein.listener;

import dev.skein.config.ListenerSettings;
import dev.skein.http2.ErrorCode;
import dev.skein.http2.Frame;
import dev.skein.http2.FrameWriter;
import dev.skein.http2.HpackEncoder;
import dev.skein.http2.PeerSettings;
import dev.skein.http2.ReceiveWindow;
import dev.skein.http2.SendWindow;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes the frames of one connection. Heads, small bodies and all else that is short gather in one buffer, whatever stream
 * they are of, and leave together at the next flush. Streams with more than that stand in line for the connection's window
 * and get a frame each by turns.
 */
final class Http2Output {
    /** Two full records of TLS, cut without a rest. */
    private static final int LARGEST = 32 * 1024;

    private static final int FIRST = 2048;
    /** The least room for data at a buffer's end for which a frame is begun there. */
    private static final int LEAST = 512;
    /** In clear text, larger parts of bodies are sent as the buffers that they came in. */
    private static final int COPIED = 2048;
    /** Data between two looks at whether the socket takes more. */
    private static final int BURST = 256 * 1024;

    private final Http2Connection connection;
    final HpackEncoder encoder;
    private final SendWindow window = new SendWindow();
    private final ReceiveWindow receiving = new ReceiveWindow();
    private final ArrayDeque<Http2Queue> ready = new ArrayDeque<>();
    private final WriteBound bound;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf out;
    /** Counts buffers, so that it can be told whether a frame's head is still at hand. */
    private int number;

    private boolean wanted;
    private boolean over;

    Http2Output(Http2Connection connection) {
        this.connection = connection;
        this.bound = new WriteBound(connection.door.memory);
        this.encoder = new HpackEncoder(connection.scratch.hpack);
    }

    void begin(ChannelHandlerContext on) {
        context = on;
        window.reset(PeerSettings.DEFAULT_WINDOW);
        receiving.reset(connection.limits.connectionWindow());
    }

    /** Our side's first words (RFC 9113 §3.4). */
    void settings(ListenerSettings.Http2 limits, int headerList) {
        ByteBuf to = room(128);
        FrameWriter.settings(to, 6);
        FrameWriter.setting(to, PeerSettings.MAX_CONCURRENT_STREAMS, limits.maxStreams());
        FrameWriter.setting(to, PeerSettings.INITIAL_WINDOW_SIZE, limits.streamWindow());
        FrameWriter.setting(to, PeerSettings.MAX_FRAME_SIZE, limits.maxFrame());
        FrameWriter.setting(to, PeerSettings.MAX_HEADER_LIST_SIZE, headerList);
        FrameWriter.setting(to, PeerSettings.ENABLE_CONNECT_PROTOCOL, 1);
        FrameWriter.setting(to, PeerSettings.NO_RFC7540_PRIORITIES, 1);
        if (limits.connectionWindow() > PeerSettings.DEFAULT_WINDOW) {
            FrameWriter.windowUpdate(to, 0, limits.connectionWindow() - PeerSettings.DEFAULT_WINDOW);
        }
        wantFlush();
    }

    /** The client's settings hold from now on. */
    void settingsTaken() {
        encoder.tableSize(connection.control.peer.headerTableSize());
        FrameWriter.settingsAck(room(Frame.HEAD_BYTES));
        wantFlush();
    }

    void ping(long data, boolean ack) {
        FrameWriter.ping(room(32), data, ack);
        wantFlush();
    }

    void goAway(int last, int code) {
        FrameWriter.goAway(room(32), last, code);
        wantFlush();
    }

    void reset(int stream, int code) {
        FrameWriter.reset(room(32), stream, code);
        wantFlush();
    }

    void windowUpdate(int stream, int increment) {
        FrameWriter.windowUpdate(room(32), stream, increment);
        wantFlush();
    }

    /** The client sent that much data; whether it was allowed to. */
    boolean take(int bytes) {
        return receiving.take(bytes);
    }

    /** Data was used up: the client may send as much again, sooner or later. */
    void release(int bytes) {
        int more = bytes == 0 ? 0 : receiving.release(bytes);
        if (more > 0 && !connection.dead()) {
            windowUpdate(0, more);
        }
    }

    /** The client takes more on the connection; returns an {@link ErrorCode}. */
    int credit(int bytes) {
        wantFlush();
        return window.add(bytes) ? ErrorCode.NO_ERROR : ErrorCode.FLOW_CONTROL_ERROR;
    }

    /** The buffer, with room for so many more bytes. */
    ByteBuf room(int bytes) {
        ByteBuf to = out;
        if (to != null && to.readableBytes() + bytes > LARGEST) {
            cut();
            to = null;
        }
        if (to == null) {
            to = connection.loop.allocator().directBuffer(Math.max(FIRST, bytes));
            out = to;
            number++;
        }
        return to;
    }

    /** The number of the buffer at hand. */
    int number() {
        return number;
    }

    /** Whether that buffer has not been sent yet: its frames' flags can still be changed. */
    @Nullable
    ByteBuf still(int which) {
        return which == number ? out : null;
    }

    /** Hands what has gathered down the pipeline. */
    private void cut() {
        ByteBuf full = out;
        if (full != null) {
            out = null;
            context().write(full, context().voidPromise());
        }
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }

    /** Whether a small body may be written now, past those who stand in line for more. */
    boolean takesAtOnce(int bytes) {
        return bytes <= COPIED && bytes <= window.left() && connection.channel().isWritable();
    }

    /** Data of that length is about to be written. */
    void sent(int bytes) {
        window.take(bytes);
        connection.control.useful();
    }

    /** Bytes of a body behind their frame's head. */
    void append(ByteBuf from, int length) {
        if (length <= COPIED || connection.tls != null) {
            // A cipher reads one buffer and writes another: it would copy small pieces together anyway.
            room(length).writeBytes(from, length);
        } else {
            cut();
            context().write(from.readRetainedSlice(length), context().voidPromise());
        }
    }

    /** Stands in line. */
    void ready(Http2Queue queue) {
        ready.add(queue);
        wantFlush();
    }

    void notReady(Http2Queue queue) {
        boolean unused = ready.remove(queue);
    }

    /** Bytes of data that a frame may have now; behind its head there is room for them in the buffer. */
    int frame(int wish) {
        int most = Math.min(wish, Math.min(window.left(), connection.control.peer.maxFrame()));
        ByteBuf to = out;
        int left = LARGEST - Frame.HEAD_BYTES - (to == null ? 0 : to.readableBytes());
        if (left < Math.min(most, LEAST)) {
            cut();
            left = LARGEST - Frame.HEAD_BYTES;
        }
        return Math.min(most, left);
    }

    /** Asks for a flush when the events at hand have been handled. */
    void wantFlush() {
        if (!wanted && !over) {
            wanted = true;
            connection.loop.flushSoon(connection.channel());
        }
    }

    void flush() {
        wanted = false;
        bound.follow(connection.channel());
        boolean more;
        do {
            boolean takes = connection.channel().isWritable();
            if (takes && !connection.dead()) {
                serve();
            }
            cut();
            context().flush();
            more = takes && connection.channel().isWritable() && !ready.isEmpty() && window.left() > 0;
        } while (more && !connection.dead());
    }

    /** A frame for each by turns, as far as the window goes. */
    private void serve() {
        int left = BURST;
        while (left > 0 && window.left() > 0 && !ready.isEmpty()) {
            Http2Queue next = ready.remove();
            left -= next.serve();
            if (next.wantsMore()) {
                ready.add(next);
            } else {
                next.outOfLine();
            }
        }
    }

    void end() {
        over = true;
        ready.clear();
        if (out != null) {
            out.release();
            out = null;
        }
    }
}
