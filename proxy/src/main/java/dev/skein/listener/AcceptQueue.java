package dev.skein.listener;

import dev.skein.transport.Deafness;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;

/**
 * The connections that the kernel keeps until they are accepted. To their clients they are open: closing the listening
 * socket resets them, so at the end it is closed only when a while has passed in which none was left; first until hardly
 * anybody comes, then with nobody let in who has not knocked yet. Confined to the listening channel's loop.
 */
final class AcceptQueue extends ChannelInboundHandlerAdapter {
    private static final long LOOK_MILLIS = 1;
    /** So many looks in a row without a new connection: a burst is accepted over several turns of the loop. */
    private static final int QUIET = 3;
    /** Clients that never cease to come must not keep the socket open. */
    private static final int LOOKS = 1000;

    private long accepted;
    private boolean deaf;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        accepted++;
        context.fireChannelRead(message);
    }

    /** How many so far. */
    long accepted() {
        return accepted;
    }

    /** Accepts what waits, then closes; {@code shared}: another process may go on with the socket, and nobody is reset. */
    void closeOnceEmpty(Channel listening, boolean shared) {
        deaf = shared;
        look(listening, accepted, 0, 0);
    }

    private void look(Channel listening, long before, int quiet, int looks) {
        if (!listening.isOpen()) {
            return;
        }
        if (quiet < QUIET && looks < LOOKS) {
            var unused = listening
                    .eventLoop()
                    .schedule(
                            () -> look(listening, accepted, accepted == before ? quiet + 1 : 0, looks + 1),
                            LOOK_MILLIS,
                            TimeUnit.MILLISECONDS);
        } else if (!deaf && Deafness.of(listening)) {
            deaf = true;
            look(listening, accepted, 0, 0);
        } else {
            listening.close();
        }
    }
}
