package dev.skein.listener;

import dev.skein.http.ChunkWriter;
import dev.skein.http.ForwardedFields;
import dev.skein.http.ResponseHead;
import dev.skein.model.Protocol;
import dev.skein.model.TlsFacts;
import dev.skein.proxying.ClientLeg;
import dev.skein.proxying.Exchange;
import dev.skein.proxying.LocalResponse;
import dev.skein.proxying.ResponseEdits;
import dev.skein.upstream.BodyKind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes the responses of one connection. A head waits for the first bytes of its body, so that a small response is one
 * buffer and one system call.
 */
final class Http1Responses implements ClientLeg {
    /** Bodies up to this size are copied behind their head: cheaper than a second buffer in the system call. */
    private static final int COPIED = 1024;

    private enum Framing {
        NONE,
        LENGTH,
        CHUNKED,
        CLOSE,
        LOCAL
    }

    private final Http1Connection connection;
    private final WriteBound bound;
    private @Nullable Exchange exchange;
    private @Nullable ByteBuf waiting;
    private Framing framing = Framing.NONE;
    private boolean keepAlive;

    Http1Responses(Http1Connection connection) {
        this.connection = connection;
        this.bound = new WriteBound(connection.door.memory);
    }

    void begin(Exchange current, boolean mayKeepAlive) {
        exchange = current;
        keepAlive = mayKeepAlive;
        framing = Framing.NONE;
    }

    /** The listener stops: the response under way tells the client that it is the last. */
    void lastOne() {
        keepAlive = false;
    }

    @Override
    public void sendInformational(ResponseHead head, ResponseEdits edits) {
        if (protocol() == Protocol.HTTP_1_0) {
            return;
        }
        put(Http1Heads.informational(channel(), head, edits));
        channel().flush();
    }

    @Override
    public void sendHead(ResponseHead head, BodyKind body, ResponseEdits edits) {
        framing = framingOf(body);
        boolean lengthTold = framing == Framing.NONE || framing == Framing.LENGTH;
        ByteBuf out =
                channel().alloc().directBuffer(head.length() + edits.lines().length() + 96 + COPIED);
        Http1Heads.write(out, head, body, edits, lengthTold);
        if (framing == Framing.CHUNKED) {
            out.writeBytes(Http1Heads.CHUNKED);
        }
        Http1Heads.connection(out, body == BodyKind.TUNNEL, keepAlive, protocol());
        waiting = out;
        if (body == BodyKind.TUNNEL) {
            flush();
            WebSocketEnd.follow(channel(), head);
            connection.requests.becomeTunnel();
        }
    }

    private Framing framingOf(BodyKind body) {
        return switch (body) {
            case NONE, TUNNEL -> Framing.NONE;
            case LENGTH -> Framing.LENGTH;
            case CHUNKED, UNTIL_CLOSE -> {
                if (protocol() == Protocol.HTTP_1_0) {
                    keepAlive = false;
                    yield Framing.CLOSE;
                }
                yield Framing.CHUNKED;
            }
        };
    }

    @Override
    public void sendLocal(LocalResponse response) {
        keepAlive &= !response.close();
        framing = Framing.LOCAL;
        ByteBuf out = channel().alloc().directBuffer(512 + response.body().length);
        LocalHead.write(out, response, connection.exchanges);
        Http1Heads.connection(out, false, keepAlive, protocol());
        if (!response.headOnly()) {
            out.writeBytes(response.body());
        }
        put(out);
        channel().flush();
    }

    @Override
    public void sendBody(ByteBuf data, boolean raw) {
        bound.follow(channel());
        if (framing != Framing.CHUNKED || raw) {
            write(data);
            return;
        }
        ByteBuf size = channel().alloc().directBuffer(ChunkWriter.MAX_HEADER);
        ChunkWriter.header(size, data.readableBytes());
        write(size);
        write(data);
        ByteBuf end = channel().alloc().directBuffer(2);
        ChunkWriter.lineEnd(end);
        write(end);
    }

    @Override
    public void sendEnd(@Nullable ByteBuf trailers, boolean rawEnd) {
        if (framing == Framing.CHUNKED && !rawEnd) {
            ByteBuf last = channel().alloc().directBuffer(16 + (trailers == null ? 0 : trailers.readableBytes()));
            if (trailers == null) {
                ChunkWriter.last(last);
            } else {
                ChunkWriter.lastHeader(last);
                last.writeBytes(trailers, trailers.readerIndex(), trailers.readableBytes());
                ChunkWriter.lineEnd(last);
            }
            write(last);
        }
        if (trailers != null) {
            trailers.release();
        }
        flush();
    }

    private void write(ByteBuf data) {
        ByteBuf head = waiting;
        if (head != null) {
            int size = data.readableBytes();
            if (size <= COPIED && size <= head.writableBytes()) {
                head.writeBytes(data);
                data.release();
                return;
            }
            waiting = null;
            put(head);
        }
        put(data);
    }

    private void put(ByteBuf data) {
        exchange().sent(data.readableBytes());
        connection.timer.write(channel(), data);
    }

    @Override
    public void flush() {
        ByteBuf head = waiting;
        if (head != null) {
            waiting = null;
            put(head);
        }
        Channel to = channel();
        if (to.isWritable()) {
            connection.exchanges.loop().flushSoon(to);
            return;
        }
        to.flush();
        if (!to.isWritable()) {
            connection.timer.startWriting(to, connection.listening.readNanos());
        }
    }

    @Override
    public void abort() {
        keepAlive = false;
        flush();
        if (framing == Framing.CLOSE) {
            // Here the connection's end is the body's end: it must not look like a proper one.
            Closing.cut(channel());
            connection.closeAfterWrites();
        }
    }

    @Override
    public @Nullable TlsFacts tls() {
        return connection.tls();
    }

    @Override
    public ForwardedFields forwarded() {
        return connection.forwarded;
    }

    @Override
    public boolean writable() {
        return channel().isWritable();
    }

    @Override
    public void readBody(boolean on) {
        connection.pause(!on);
    }

    @Override
    public boolean takesRawChunks() {
        return framing == Framing.CHUNKED;
    }

    @Override
    public void halfClose() {
        connection.halfClose();
    }

    @Override
    public void exchangeEnded(boolean clean) {
        ReferenceCountUtil.release(waiting);
        waiting = null;
        exchange = null;
        boolean reusable = (clean || framing == Framing.LOCAL) && keepAlive && !connection.closing();
        connection.requests.ended(reusable);
        connection.process();
    }

    private Protocol protocol() {
        return exchange().head().protocol();
    }

    private Exchange exchange() {
        return Objects.requireNonNull(exchange);
    }

    @Override
    public Channel channel() {
        return connection.channel();
    }
}
