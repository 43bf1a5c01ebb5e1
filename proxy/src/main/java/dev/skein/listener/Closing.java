package dev.skein.listener;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/** The ways in which a client's connection ends, without taking away what was just sent on it. */
final class Closing {
    /** How long a client that was refused in the middle of a request may go on sending, so that it can read why. */
    static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final AttributeKey<ChannelHandlerContext> CUT = AttributeKey.valueOf(Closing.class, "cut");

    private Closing() {}

    /** Once everything written has left. */
    static void afterWrites(Channel channel) {
        ChannelHandlerContext cut = channel.hasAttr(CUT) ? channel.attr(CUT).get() : null;
        if (cut != null) {
            // Begins below the engine, which would say goodbye.
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> cut.close());
            return;
        }
        channel.flush();
        ChannelOutboundBuffer left = channel.unsafe().outboundBuffer();
        if (left == null || left.isEmpty()) {
            // The usual case, without a second buffer in the outbound queue: one plain send, then the close.
            channel.close();
        } else {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /**
     * Says that no more comes, and leaves the channel open for reading: closing while the client still sends would make the
     * kernel reset the connection, and the client would lose the response (RFC 9112 §9.6). The owner closes in the end.
     *
     * @param lingers called once everything has left
     */
    static void lingering(Channel channel, Runnable lingers) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
            if (!done.isSuccess() || !(channel instanceof DuplexChannel duplex)) {
                channel.close();
            } else if (tls == null) {
                duplex.shutdownOutput();
                lingers.run();
            } else {
                channel.pipeline().addFirst(Deaf.ONE);
                tls.closeOutbound().addListener(told -> duplex.shutdownOutput());
                lingers.run();
            }
        });
    }

    /**
     * From here on the connection's end must not make a cut body look whole: in clear text only a reset tells, in TLS the
     * missing close_notify does (RFC 9112 §9.8).
     */
    static void cut(Channel channel) {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.attr(CUT).set(channel.pipeline().context(SslHandler.class));
    }

    /** Ends our direction; whether the channel can do that. TLS cannot tell it apart from an end of both. */
    static boolean half(Channel channel) {
        if (channel instanceof DuplexChannel duplex && !encrypted(channel)) {
            // Behind what waits to be written: shutting down at once would drop it.
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> duplex.shutdownOutput());
            return true;
        }
        return false;
    }

    private static boolean encrypted(Channel channel) {
        return channel.pipeline().get(SslHandler.class) != null;
    }

    /** In front of an engine that has ended: what still comes needs no decryption, and would only pile up there. */
    @Sharable
    private static final class Deaf extends ChannelInboundHandlerAdapter {
        static final Deaf ONE = new Deaf();

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }
    }
}
