package dev.skein.listener;

import dev.skein.model.Ticker;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when the system gives no more connections, as where descriptors have run out. The bootstrap has paused accepting for
 * a second by then and tries again; what waits is kept by the kernel. Last in the listening channel's pipeline.
 */
final class AcceptTrouble extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptTrouble.class);
    /** Tried again and again: once may have been a burst. */
    private static final long LASTING = TimeUnit.SECONDS.toNanos(2);
    /** Where nobody waits nothing is tried, so nothing fails: then it is not known to be in trouble. */
    private static final long FORGOTTEN = TimeUnit.SECONDS.toNanos(4);

    private final String listener;
    private final AcceptQueue queue;
    private final Ticker ticker;
    private long toldAt = -1;
    private long since;
    private volatile @Nullable Failing failing;

    /** Nothing was accepted from the one time to the other. */
    private record Failing(long since, long last, String why) {}

    AcceptTrouble(String listener, AcceptQueue queue, Ticker ticker) {
        this.listener = listener;
        this.queue = queue;
        this.ticker = ticker;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        long now = ticker.nanos();
        if (toldAt != queue.accepted()) {
            toldAt = queue.accepted();
            since = now;
            LOG.warn("listener {} pauses, and tries again each second: {}", listener, cause.getMessage());
        }
        failing = new Failing(since, now, String.valueOf(cause.getMessage()));
    }

    /** Why clients that come are not accepted; empty: they are, as far as is known. Any thread. */
    String text() {
        Failing now = failing;
        return now != null && now.last - now.since >= LASTING && ticker.nanos() - now.last < FORGOTTEN ? now.why : "";
    }
}
