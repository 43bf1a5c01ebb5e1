package dev.skein.upstream;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import java.util.concurrent.TimeUnit;

/** The ways in which a tunnel to a server ends, without taking away what was just sent on it. */
final class Leaving {
    /** How long a server may take to read the end of a tunnel. */
    private static final long LEAVE_SECONDS = 10;

    private Leaving() {}

    /** Ends our direction; whether the channel can do that. */
    static boolean half(Channel channel) {
        if (channel instanceof DuplexChannel duplex) {
            // Behind what waits to be written: shutting down at once would drop it.
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> duplex.shutdownOutput());
            return true;
        }
        return false;
    }

    /** Closes once everything written has left, or after a while; what still comes is read for nobody. */
    static void afterWrites(Channel channel) {
        channel.config().setAutoRead(true);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        var unused = channel.eventLoop().schedule(() -> channel.close(), LEAVE_SECONDS, TimeUnit.SECONDS);
    }
}
