package dev.skein.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when the system gives no more connections, as where descriptors have run out. The bootstrap has paused accepting for
 * a second by then and tries again; what waits is kept by the kernel. Last in the listening channel's pipeline.
 */
final class AcceptTrouble extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptTrouble.class);

    private final String listener;
    private final AcceptQueue queue;
    private long toldAt = -1;

    AcceptTrouble(String listener, AcceptQueue queue) {
        this.listener = listener;
        this.queue = queue;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (toldAt != queue.accepted()) {
            toldAt = queue.accepted();
            LOG.warn("listener {} pauses, and tries again each second: {}", listener, cause.getMessage());
        }
    }
}
