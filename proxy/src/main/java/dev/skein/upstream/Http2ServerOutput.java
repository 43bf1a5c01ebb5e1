package dev.skein.upstream;

import dev.skein.http2.Frame;
import dev.skein.http2.FrameWriter;
import dev.skein.http2.HpackEncoder;
import dev.skein.http2.HpackScratch;
import dev.skein.http2.PeerSettings;
import dev.skein.http2.Preface;
import dev.skein.http2.SendWindow;
import dev.skein.transport.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Writes the frames of one connection to a server. Small ones gather in one buffer until data must follow them, or all are
 * flushed. Streams whose bodies wait for a window take turns. Confined to its loop.
 */
final class Http2ServerOutput {
    private static final int GATHERED = 4096;

    private final Channel channel;
    private final Loop loop;
    private final PeerSettings peer;
    private final HpackEncoder encoder;
    private final Http2Request request;
    private final SendWindow window = new SendWindow();
    private final ArrayDeque<Http2ServerBody> blocked = new ArrayDeque<>();
    private @Nullable ByteBuf gathered;
    private boolean dirty;

    Http2ServerOutput(Channel channel, Loop loop, PeerSettings peer, HpackScratch scratch, boolean encrypted) {
        this.channel = channel;
        this.loop = loop;
        this.peer = peer;
        this.encoder = new HpackEncoder(scratch);
        this.request = new Http2Request(encoder, encrypted);
        window.reset(PeerSettings.DEFAULT_WINDOW);
    }

    /** RFC 9113 §3.4: what we say first. Nothing is pushed to us. */
    void begin(int streamWindow, int connectionWindow, int headerList) {
        ByteBuf out = out();
        Preface.write(out);
        FrameWriter.settings(out, 3);
        FrameWriter.setting(out, PeerSettings.ENABLE_PUSH, 0);
        FrameWriter.setting(out, PeerSettings.INITIAL_WINDOW_SIZE, streamWindow);
        FrameWriter.setting(out, PeerSettings.MAX_HEADER_LIST_SIZE, headerList);
        FrameWriter.windowUpdate(out, 0, connectionWindow - PeerSettings.DEFAULT_WINDOW);
        flush();
    }

    /** The server's settings have changed. */
    void settingsTaken() {
        encoder.tableSize(peer.headerTableSize());
        FrameWriter.settingsAck(out());
    }

    void headers(int stream, ByteBuf head, boolean last) {
        ByteBuf out = out();
        int start = beginBlock(out);
        request.head(out, head);
        FrameWriter.frameBlock(out, start, peer.maxFrame(), stream, last);
    }

    void trailers(int stream, ByteBuf lines) {
        ByteBuf out = out();
        int start = beginBlock(out);
        request.trailers(out, lines);
        FrameWriter.frameBlock(out, start, peer.maxFrame(), stream, true);
    }

    private static int beginBlock(ByteBuf out) {
        int start = out.writerIndex();
        out.writeZero(Frame.HEAD_BYTES);
        return start;
    }

    /** Bytes of a stream's body that may go now. */
    int room(SendWindow stream) {
        return channel.isWritable() ? Math.min(Math.min(window.left(), stream.left()), peer.maxFrame()) : 0;
    }

    /** A part of a body, no longer than {@link #room}; the buffer is ours from now on. */
    void data(int stream, ByteBuf part, boolean last) {
        int size = part.readableBytes();
        window.take(size);
        FrameWriter.head(out(), size, FrameWriter.typed(Frame.DATA, last ? Frame.END_STREAM : 0), stream);
        if (size == 0) {
            part.release();
        } else {
            pass();
            channel.write(part, channel.voidPromise());
        }
    }

    /** A body has more than may go: it is called when that changes. */
    void block(Http2ServerBody body) {
        blocked.addLast(body);
    }

    /** The server takes more, of the connection; whether the window is not too large now. */
    boolean credit(int bytes) {
        boolean right = window.add(bytes);
        resume();
        return right;
    }

    /** Something that held streams back may be over: each gets one turn. */
    void resume() {
        for (int turns = blocked.size(); turns > 0 && window.left() > 0 && channel.isWritable(); turns--) {
            blocked.remove().unblocked();
        }
    }

    void windowUpdate(int stream, int increment) {
        FrameWriter.windowUpdate(out(), stream, increment);
    }

    void reset(int stream, int code) {
        FrameWriter.reset(out(), stream, code);
    }

    void pong(long data) {
        FrameWriter.ping(out(), data, true);
    }

    void goAway(int code) {
        FrameWriter.goAway(out(), 0, code);
    }

    private ByteBuf out() {
        dirty = true;
        ByteBuf out = gathered;
        if (out == null) {
            out = loop.allocator().directBuffer(GATHERED);
            gathered = out;
        }
        return out;
    }

    private void pass() {
        ByteBuf out = gathered;
        if (out != null) {
            gathered = null;
            channel.write(out, channel.voidPromise());
        }
    }

    /** What was written leaves soon. */
    void flush() {
        if (dirty) {
            dirty = false;
            pass();
            loop.flushSoon(channel);
        }
    }

    /** The connection is over. */
    void drop() {
        blocked.clear();
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
    }
}
