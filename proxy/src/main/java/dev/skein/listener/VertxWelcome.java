package dev.skein.listener;

import dev.skein.model.ClientAddress;
import dev.skein.transport.Loop;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;

/**
 * What befalls every accepted connection, in clear text or TLS: is there room for its client, and how much may it buffer.
 * TCP_NODELAY is Netty's default; naming it once more would cost each connection a system call.
 */
@Sharable
abstract class VertxWelcome extends ChannelInitializer<Channel> {
    private static final int SMALLEST = 512;
    private static final int FIRST = 2048;
    private static final int LARGEST = 256 * 1024;

    private final Door door;

    VertxWelcome(Door door) {
        this.door = door;
    }

    /** The options of both kinds of listening sockets, and this as what accepted ones meet. */
    final void install(ServerBootstrap bootstrap) {
        bootstrap
                .option(ChannelOption.SO_BACKLOG, door.settings().backlog())
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(SMALLEST, FIRST, LARGEST))
                .childHandler(this);
    }

    @Override
    protected final void initChannel(Channel accepted) {
        InetSocketAddress remote = (InetSocketAddress) accepted.remoteAddress();
        if (remote == null) {
            // Gone before it was looked at.
            accepted.close();
            return;
        }
        ClientAddress peer = ClientAddress.of(remote.getAddress(), remote.getPort());
        if (!door.admit(peer)) {
            accepted.close();
            return;
        }
        accepted.config().setWriteBufferWaterMark(door.memory.mark());
        admitted(accepted, door.loops.of(accepted.eventLoop()), peer);
    }

    /** There is room: what comes first in the pipeline. */
    abstract void admitted(Channel accepted, Loop loop, ClientAddress peer);
}
