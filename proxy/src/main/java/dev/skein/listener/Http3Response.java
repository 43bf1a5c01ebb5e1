package dev.skein.listener;

import dev.skein.http.ResponseHead;
import dev.skein.http2.FieldWriter;
import dev.skein.http3.FrameType;
import dev.skein.http3.VarInt;
import dev.skein.proxying.LocalResponse;
import dev.skein.proxying.ResponseEdits;
import dev.skein.upstream.BodyKind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamFrame;
import org.jspecify.annotations.Nullable;

/**
 * The response of one stream (RFC 9114 §4.1). Frames gather until the next flush, so that a small response leaves in one piece
 * together with its end; what the client does not take waits, is counted to hold the server back, and timed.
 */
final class Http3Response {
    private static final int OWN_HEAD = 1024;
    private static final int HEAD_AT = 1 + Integer.BYTES;
    private static final int MOST_HEAD_OF_DATA = 1 + Long.BYTES;

    private final Http3Stream stream;
    private final FieldWriter encoder;
    private final Http3Queue queue;
    private final ChannelFutureListener written = this::written;
    private final ChannelFutureListener allWritten = this::allWritten;
    private boolean ended;
    private boolean finished;
    private boolean wanted;

    Http3Response(Http3Stream stream) {
        this.stream = stream;
        this.encoder = stream.connection.scratch.encoder;
        this.queue = new Http3Queue(stream);
    }

    /** Whether there is nothing more to come from the exchange. */
    boolean ended() {
        return ended;
    }

    private boolean over() {
        return ended || stream.isReset();
    }

    boolean writable() {
        return queue.writable();
    }

    void informational(ResponseHead head, ResponseEdits edits) {
        if (!over()) {
            ByteBuf to = queue.room(HeaderBlocks.room(head, 0));
            int start = begin(to);
            HeaderBlocks.informational(encoder, to, head, edits);
            wrote(to, start);
            wantFlush();
        }
    }

    void head(ResponseHead head, BodyKind body, ResponseEdits edits) {
        if (over()) {
            return;
        }
        ByteBuf to = queue.room(HeaderBlocks.room(head, edits.lines().length()));
        int start = begin(to);
        HeaderBlocks.write(encoder, to, head, body, edits);
        wrote(to, start);
        if (body == BodyKind.TUNNEL) {
            wantFlush();
            stream.body.becomeTunnel();
        } else if (body == BodyKind.NONE) {
            end(null);
        }
    }

    /** A whole response of our own. */
    void local(LocalResponse local) {
        if (over()) {
            return;
        }
        ByteBuf to = queue.room(OWN_HEAD + local.lines().length);
        int start = begin(to);
        HeaderBlocks.local(
                encoder,
                stream.connection.scratch.common,
                to,
                local,
                stream.connection.door.exchanges(stream.connection.loop));
        wrote(to, start);
        int length = local.headOnly() ? 0 : local.body().length;
        if (length > 0) {
            body(stream.connection.loop.allocator().directBuffer(length).writeBytes(local.body()));
        }
        end(null);
    }

    /** Leaves room for the frame's head; returns where it begins. */
    private static int begin(ByteBuf to) {
        int start = to.writerIndex();
        to.writeByte(FrameType.HEADERS).writeInt(0);
        return start;
    }

    private void wrote(ByteBuf to, int start) {
        VarInt.set4(to, start + 1, to.writerIndex() - start - HEAD_AT);
        stream.count(to.writerIndex() - start);
    }

    void body(ByteBuf data) {
        int size = data.readableBytes();
        if (over() || size == 0) {
            data.release();
            return;
        }
        stream.count(size);
        ByteBuf to = queue.room(MOST_HEAD_OF_DATA);
        VarInt.write(to, FrameType.DATA);
        VarInt.write(to, size);
        queue.add(data);
    }

    void end(@Nullable ByteBuf lines) {
        if (!over()) {
            ended = true;
            if (lines != null) {
                ByteBuf to = queue.room(2 * lines.readableBytes() + 64);
                int start = begin(to);
                HeaderBlocks.lines(encoder, stream.connection.scratch.common, to, lines);
                wrote(to, start);
            }
            wantFlush();
        }
        if (lines != null) {
            lines.release();
        }
    }

    /** Asks for a flush when the events at hand have been handled. */
    void wantFlush() {
        if (!wanted && stream.channel.isOpen()) {
            wanted = true;
            stream.connection.loop.flushSoon(stream.channel);
        }
    }

    /** Writes as much as the client takes, and the end with the last of it. */
    void flush() {
        wanted = false;
        while (!finished && !stream.isReset() && stream.channel.isWritable()) {
            ByteBuf next = queue.next();
            finished = ended && queue.isEmpty();
            if (finished) {
                QuicStreamFrame last =
                        next == null ? QuicStreamFrame.EMPTY_FIN : new DefaultQuicStreamFrame(next, true);
                stream.channel.write(last).addListener(allWritten);
            } else if (next == null) {
                break;
            } else {
                stream.channel.write(next).addListener(written);
            }
        }
        queue.watch(finished);
    }

    /** The client takes more again. */
    void takesMore() {
        queue.progress();
        flush();
    }

    private void written(ChannelFuture done) {
        if (!done.isSuccess()) {
            // The client has said that it wants no more.
            stream.cancelled();
        }
    }

    private void allWritten(ChannelFuture done) {
        written(done);
        if (done.isSuccess()) {
            queue.drop();
            stream.localEnd();
        }
    }

    /** Whatever waits is for nobody. */
    void drop() {
        ended = true;
        queue.drop();
    }

    /** The stream's channel is gone. */
    void end() {
        drop();
        queue.end();
    }
}
