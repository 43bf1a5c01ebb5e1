package dev.skein.listener;

import dev.skein.config.ListenerSettings;
import dev.skein.http2.FloodGauge;
import dev.skein.http3.FrameType;
import dev.skein.http3.Http3Error;
import dev.skein.http3.VarInt;
import dev.skein.transport.StreamStops;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import org.jspecify.annotations.Nullable;

/**
 * What concerns one connection as a whole: our settings, floods, and how it is left. Leaving takes two steps, so that no
 * request is lost that was on its way: GOAWAY that refuses nothing yet, and after a while GOAWAY with the first stream that
 * is refused (RFC 9114 §5.2).
 */
final class Http3Control {
    /** Streams that ended before all of them was read, after which a connection is to end, too. */
    static final int MOST_ABANDONED = 1000;

    /** The largest id of a stream that a client opens for a request. */
    private static final long LAST_ID = VarInt.MAX - 3;

    private final Http3Connection connection;
    private final FloodGauge controls;
    private final FloodGauge resets;
    private final ConnectionTimer answer;
    private @Nullable QuicStreamChannel stream;
    /** Streams from here on are refused. */
    private long refusedFrom = Long.MAX_VALUE;

    private long next;
    private int streams;
    private boolean leaving;
    private boolean settingsSeen;

    Http3Control(Http3Connection connection) {
        this.connection = connection;
        var limits = connection.limits;
        long span = limits.floodWindow().toNanos();
        this.controls = new FloodGauge(limits.controls(), span);
        this.resets = new FloodGauge(limits.resets(), span);
        this.answer = new ConnectionTimer(connection.loop, this::left);
    }

    /** Opens our control stream (RFC 9114 §6.2.1); the streams of QPACK are for tables, which we don't use. */
    void begin(ListenerSettings.Limits limits) {
        connection
                .channel
                .createStream(QuicStreamType.UNIDIRECTIONAL, new Mute())
                .addListener(made -> {
                    if (made.isSuccess()) {
                        stream = (QuicStreamChannel) made.getNow();
                        settings(limits.requestLine() + limits.headerBytes());
                    } else {
                        connection.fatal(Http3Error.INTERNAL_ERROR);
                    }
                });
    }

    private void settings(int headerList) {
        ByteBuf body = connection.loop.allocator().directBuffer(32);
        VarInt.write(body, FrameType.MAX_FIELD_SECTION_SIZE);
        VarInt.write(body, headerList);
        VarInt.write(body, FrameType.ENABLE_CONNECT_PROTOCOL);
        VarInt.write(body, 1);
        ByteBuf out = connection.loop.allocator().directBuffer(64);
        VarInt.write(out, FrameType.CONTROL_STREAM);
        VarInt.write(out, FrameType.SETTINGS);
        VarInt.write(out, body.readableBytes());
        out.writeBytes(body);
        body.release();
        write(out);
        if (leaving) {
            goAway(LAST_ID);
        }
    }

    private void write(ByteBuf out) {
        QuicStreamChannel to = stream;
        if (to == null) {
            out.release();
        } else {
            to.writeAndFlush(out).addListener(done -> {
                if (!done.isSuccess()) {
                    connection.fatal(Http3Error.CLOSED_CRITICAL_STREAM);
                }
            });
        }
    }

    /** The client must not stop our control stream (RFC 9114 §6.2.1). */
    void look() {
        QuicStreamChannel own = stream;
        if (own != null && StreamStops.stopped(own)) {
            connection.fatal(Http3Error.CLOSED_CRITICAL_STREAM);
        }
    }

    private void goAway(long id) {
        ByteBuf out = connection.loop.allocator().directBuffer(16);
        VarInt.write(out, FrameType.GOAWAY);
        VarInt.write(out, id < 1 << 30 ? id < 1 << 14 ? id < 1 << 6 ? 1 : 2 : 4 : 8);
        VarInt.write(out, id);
        write(out);
    }

    /** Something that the client has to acknowledge and that means nothing. */
    void signOfLife() {
        ByteBuf out = connection.loop.allocator().directBuffer(16);
        VarInt.write(out, FrameType.GREASE);
        VarInt.write(out, 0);
        write(out);
    }

    /** Whether it is the client's first stream of that type (RFC 9114 §6.2.1, RFC 9204 §4.2). */
    boolean first(int type) {
        boolean first = (streams & 1 << type) == 0;
        streams |= 1 << type;
        return first;
    }

    void settingsCame() {
        settingsSeen = true;
        connection.settle();
    }

    boolean settingsSeen() {
        return settingsSeen;
    }

    /** A frame that leads nowhere: many of them are an attack. */
    void count() {
        if (controls.tooMany(connection.loop.now())) {
            connection.fatal(Http3Error.EXCESSIVE_LOAD);
        }
    }

    /** A stream was reset by the client, or because of it (CVE-2023-44487, CVE-2025-8671). */
    void countReset() {
        if (resets.tooMany(connection.loop.now())) {
            connection.fatal(Http3Error.EXCESSIVE_LOAD);
        }
    }

    /** Whether a stream that comes now is for us. */
    boolean takes(long id) {
        next = Math.max(next, id + 4);
        return id < refusedFrom;
    }

    /** No more requests, as soon as the client knows that. */
    void leave() {
        if (!leaving) {
            leaving = true;
            goAway(LAST_ID);
            answer.start(Closing.LINGER_NANOS / 4);
            connection.settle();
        }
    }

    private void left() {
        answer.remove();
        if (!connection.dead()) {
            refusedFrom = next;
            goAway(next);
        }
    }

    /** Whether the client has been told to go. */
    boolean leaving() {
        return leaving;
    }

    /** On a stream that nobody sends anything on but we. */
    private static final class Mute extends ChannelInboundHandlerAdapter {
        @Override
        public void channelInactive(ChannelHandlerContext context) {
            // With its connection.
        }
    }
}
