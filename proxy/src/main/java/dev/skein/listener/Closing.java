package dev.skein.listener;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/** The ways in which a client's connection ends, without taking away what was just sent on it. */
final class Closing {
    /** How long a client that was refused in the middle of a request may go on sending, so that it can read why. */
    static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private Closing() {}

    /** Once everything written has left. */
    static void afterWrites(Channel channel) {
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
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
            if (done.isSuccess() && channel instanceof DuplexChannel duplex && !encrypted(channel)) {
                duplex.shutdownOutput();
                lingers.run();
            } else {
                channel.close();
            }
        });
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
}
