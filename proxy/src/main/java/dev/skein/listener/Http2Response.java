package dev.skein.listener;

import dev.skein.http.ResponseHead;
import dev.skein.http.WebSocketFrames;
import dev.skein.http2.Frame;
import dev.skein.http2.FrameWriter;
import dev.skein.proxying.LocalResponse;
import dev.skein.proxying.ResponseEdits;
import dev.skein.upstream.BodyKind;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The response of one stream (RFC 9113 §8.1). Heads are written at once, a small body right behind; the rest goes through
 * the {@link Http2Queue}. The end is told by a flag of the last frame, where that is still at hand.
 */
final class Http2Response {
    private static final int DATA = FrameWriter.typed(Frame.DATA, 0);
    private static final int LAST_DATA = FrameWriter.typed(Frame.DATA, Frame.END_STREAM);
    private static final int OWN_HEAD = 1024;

    private final Http2Stream stream;
    final Http2Queue queue;
    private @Nullable Http2Output output;
    private @Nullable ByteBuf trailers;
    /** Where in its frames a WebSocket is. */
    private @Nullable WebSocketFrames socket;

    private boolean leaving;
    private boolean ended;
    /** Where the flags of the last frame stand, and in which buffer. */
    private int flagsAt;

    private int flagsIn;

    Http2Response(Http2Stream stream) {
        this.stream = stream;
        this.queue = new Http2Queue(stream, this);
    }

    void begin(Http2Connection on) {
        output = on.output;
        queue.begin(on.control.peer.initialWindow());
        socket = null;
        leaving = false;
        ended = false;
        flagsIn = 0;
    }

    private Http2Output output() {
        return Objects.requireNonNull(output);
    }

    /** Whether there is nothing more to come from the exchange. */
    boolean ended() {
        return ended;
    }

    /** Whether the last data will be the last frame, too. */
    boolean endsWithData() {
        return ended && trailers == null;
    }

    private boolean over() {
        return ended || stream.isReset();
    }

    void informational(ResponseHead head, ResponseEdits edits) {
        if (!over()) {
            ByteBuf to = output().room(HeaderBlocks.room(head, 0));
            int start = begin(to);
            HeaderBlocks.informational(output().encoder, to, head, edits);
            wrote(to, start, false);
            output().wantFlush();
        }
    }

    void head(ResponseHead head, BodyKind body, ResponseEdits edits) {
        if (over()) {
            return;
        }
        ByteBuf to = output().room(HeaderBlocks.room(head, edits.lines().length()));
        int start = begin(to);
        HeaderBlocks.write(output().encoder, to, head, body, edits);
        wrote(to, start, body == BodyKind.NONE);
        if (body == BodyKind.TUNNEL) {
            socket = WebSocketEnd.begins(head) ? new WebSocketFrames() : null;
            output().wantFlush();
            stream.body.becomeTunnel();
        } else if (body == BodyKind.NONE) {
            ended = true;
            output().wantFlush();
            stream.localEnd();
        }
    }

    /** A whole response of our own. */
    void local(LocalResponse local) {
        if (over()) {
            return;
        }
        ByteBuf to = output().room(OWN_HEAD + local.lines().length);
        int start = begin(to);
        HeaderBlocks.local(
                output().encoder,
                stream.connection().scratch,
                to,
                local,
                stream.connection().exchanges());
        wrote(to, start, false);
        int length = local.headOnly() ? 0 : local.body().length;
        if (length > 0) {
            pass(stream.connection().loop.allocator().directBuffer(length).writeBytes(local.body()));
        }
        output().wantFlush();
        end(null);
    }

    /** Leaves room for the frame's head; returns where it begins. */
    private static int begin(ByteBuf out) {
        int start = out.writerIndex();
        out.writeZero(Frame.HEAD_BYTES);
        return start;
    }

    private void wrote(ByteBuf to, int start, boolean last) {
        stream.count(to.writerIndex() - start);
        int most = stream.connection().control.peer.maxFrame();
        FrameWriter.frameBlock(to, start, most, stream.id(), last);
        flagsAt = start + FrameWriter.FLAGS_AT;
        flagsIn = output().number();
    }

    void body(ByteBuf data) {
        WebSocketFrames at = socket;
        if (at == null || over()) {
            pass(data);
            return;
        }
        int part = at.follow(data, !leaving);
        data.writerIndex(data.readerIndex() + part);
        pass(data);
        if (leaving && at.between()) {
            goodbye();
        }
    }

    /** Ends a WebSocket as {@link WebSocketEnd} does; whether something of that can't be sent yet. */
    boolean farewell() {
        WebSocketFrames at = socket;
        if (at == null || over()) {
            return false;
        }
        leaving = true;
        if (at.between()) {
            goodbye();
        }
        return !at.between() || !queue.isEmpty();
    }

    private void goodbye() {
        byte[] frame = WebSocketEnd.GOING_AWAY;
        pass(stream.connection().loop.allocator().directBuffer(frame.length).writeBytes(frame));
        end(null);
    }

    private void pass(ByteBuf data) {
        int size = data.readableBytes();
        if (over() || size == 0) {
            data.release();
            return;
        }
        stream.count(size);
        if (!queue.passes(size) || !output().takesAtOnce(size)) {
            queue.add(data);
            return;
        }
        var unused = output().room(Frame.HEAD_BYTES + size);
        frame(size, false);
        output().append(data, size);
        data.release();
    }

    /** Writes the head of a DATA frame, and takes its length from the windows. */
    void frame(int size, boolean last) {
        Http2Output to = output();
        ByteBuf buffer = to.room(Frame.HEAD_BYTES);
        flagsAt = buffer.writerIndex() + FrameWriter.FLAGS_AT;
        flagsIn = to.number();
        FrameWriter.head(buffer, size, last ? LAST_DATA : DATA, stream.id());
        queue.took(size);
        to.sent(size);
    }

    void end(@Nullable ByteBuf lines) {
        if (over()) {
            if (lines != null) {
                lines.release();
            }
            return;
        }
        ended = true;
        trailers = lines;
        if (queue.isEmpty()) {
            drained(false);
        }
    }

    /** All data was written, and nothing more comes. {@code told}: the last frame has said so. */
    void drained(boolean told) {
        ByteBuf lines = trailers;
        trailers = null;
        if (lines != null) {
            ByteBuf to = output().room(2 * lines.readableBytes() + 64);
            int start = begin(to);
            HeaderBlocks.lines(output().encoder, stream.connection().scratch, to, lines);
            lines.release();
            wrote(to, start, true);
        } else if (!told) {
            ByteBuf at = output().still(flagsIn);
            if (at != null) {
                at.setByte(flagsAt, at.getByte(flagsAt) | Frame.END_STREAM);
            } else {
                FrameWriter.head(output().room(Frame.HEAD_BYTES), 0, LAST_DATA, stream.id());
            }
        }
        output().wantFlush();
        stream.localEnd();
    }

    /** Whatever waits is for nobody. */
    void drop() {
        ended = true;
        queue.drop(output());
        if (trailers != null) {
            trailers.release();
            trailers = null;
        }
    }
}
