package dev.skein.upstream;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import java.util.concurrent.TimeUnit;

/** The ways in which a tunnel to a server ends, without taking away what was just sent on it. */
public final class Leaving {
    /** How long a server may take to read the end of a tunnel; and how often it is looked whether one still reads. */
    private static final long LEAVE_SECONDS = 10;

    private Leaving() {}

    /** Ends our direction; whether the channel can do that. */
    public static boolean half(Channel channel) {
        if (channel instanceof DuplexChannel duplex) {
            // Behind what waits to be written: shutting down at once would drop it.
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> duplex.shutdownOutput());
            return true;
        }
        return false;
    }

    /** Closes once everything written has left, or after a while; what still comes is read for nobody. */
    public static void afterWrites(Channel channel) {
        if (!left(channel)) {
            var unused = channel.eventLoop().schedule(() -> channel.close(), LEAVE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /**
     * The same, for as long as the other end takes some of it each time.
     *
     * @param nanos how long it may take nothing; 0: without end. On the channel's loop
     */
    public static void whileTaken(Channel channel, long nanos) {
        if (!left(channel) && nanos > 0) {
            new Watch(channel, nanos).again();
        }
    }

    /** Whether all was gone at once. */
    private static boolean left(Channel channel) {
        channel.config().setAutoRead(true);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        return !channel.isOpen();
    }

    /** Looks again and again, so that a channel that has long been closed is not held on to. */
    private static final class Watch implements Runnable {
        private final Channel channel;
        private final long nanos;
        private final long step;
        private long waiting;
        private long still;

        private Watch(Channel channel, long nanos) {
            this.channel = channel;
            this.nanos = nanos;
            this.step = Math.min(nanos, TimeUnit.SECONDS.toNanos(LEAVE_SECONDS));
            this.waiting = waiting();
        }

        private void again() {
            var unused = channel.eventLoop().schedule(this, step, TimeUnit.NANOSECONDS);
        }

        @Override
        public void run() {
            if (!channel.isOpen()) {
                return;
            }
            long now = waiting();
            still = now == waiting ? still + step : 0;
            waiting = now;
            if (still >= nanos) {
                channel.close();
            } else {
                again();
            }
        }

        /** Bytes that the kernel has not taken. */
        private long waiting() {
            ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
            return out == null ? 0 : out.totalPendingWriteBytes() - out.currentProgress();
        }
    }
}
