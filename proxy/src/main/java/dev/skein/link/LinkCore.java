package dev.skein.link;

import dev.skein.cluster.trust.NodeTrust;
import dev.skein.cluster.trust.WrongPeers;
import dev.skein.model.Ticker;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What all parts of one link share.
 *
 * @param trust null: clear text, which the configuration allowed
 * @param incarnation tells this process from another one with the same id
 */
record LinkCore(
        EventLoop loop,
        LinkSettings settings,
        @Nullable NodeTrust trust,
        Ticker ticker,
        Handlers handlers,
        WrongPeers strangers,
        GuestList guests,
        LinkEvents events,
        long incarnation,
        RandomGenerator random) {

    String node() {
        return settings.self().node();
    }

    LinkTiming timing() {
        return settings.timing();
    }

    Hello hello(boolean renews) {
        return new Hello(
                Hello.PROTOCOL,
                Hello.PROTOCOL,
                settings.self().cluster(),
                node(),
                incarnation,
                settings.version(),
                renews);
    }

    void later(Runnable what, long nanos) {
        if (!loop.isShuttingDown()) {
            loop.schedule(what, nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** Without the port, which changes with every connection. */
    static String host(SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress().getHostAddress()
                : String.valueOf(address);
    }

    static InetSocketAddress remote(Channel channel) {
        return (InetSocketAddress) channel.remoteAddress();
    }
}
