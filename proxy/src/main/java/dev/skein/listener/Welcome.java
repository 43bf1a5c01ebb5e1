package dev.skein.listener;

import dev.skein.model.ClientAddress;
import dev.skein.model.NetworkSet;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;

/**
 * What befalls every accepted connection: is there room for its client, how much may it buffer, what comes first.
 * TCP_NODELAY is Netty's default; naming it once more would cost each connection a system call.
 */
@Sharable
final class Welcome extends ChannelInitializer<Channel> {
    private static final int SMALLEST = 512;
    private static final int FIRST = 2048;
    private static final int LARGEST = 256 * 1024;

    private final Door door;

    Welcome(Door door) {
        this.door = door;
    }

    /** Sets the options of the listening socket, and this as what accepted ones meet. */
    void install(ServerBootstrap bootstrap) {
        bootstrap
                .option(ChannelOption.SO_BACKLOG, door.settings().backlog())
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(SMALLEST, FIRST, LARGEST))
                .childHandler(this);
    }

    @Override
    protected void initChannel(Channel accepted) {
        InetSocketAddress remote = (InetSocketAddress) accepted.remoteAddress();
        if (remote == null) {
            // Gone before it was looked at.
            accepted.close();
            return;
        }
        ClientAddress peer = ClientAddress.of(remote.getAddress(), remote.getPort());
        NetworkSet proxies = door.proxyProtocolFrom();
        // Of a proxy in front it is whom it names that counts.
        Place place = door.admit(proxies == null ? peer : null);
        if (place == null) {
            accepted.close();
            return;
        }
        accepted.closeFuture().addListener(place);
        accepted.config().setWriteBufferWaterMark(door.memory.mark());
        Beginning beginning = new Beginning(door, door.loops.of(accepted.eventLoop()), door.tls());
        accepted.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, beginning.endsByHalves());
        if (proxies == null) {
            beginning.begin(accepted.pipeline(), peer);
        } else {
            accepted.pipeline().addLast(new ProxyProtocolReader(beginning, place, peer, proxies));
        }
    }
}
