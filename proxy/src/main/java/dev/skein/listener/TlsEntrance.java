package dev.skein.listener;

import dev.skein.model.ClientAddress;
import dev.skein.model.NetworkSet;
import dev.skein.transport.Loop;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The way into a TLS listener, in front of all that Vert.x does: whether there is room, and the PROXY protocol, are settled
 * before a handshake costs anything. Also knows the listening socket itself, which Vert.x keeps to itself.
 */
final class TlsEntrance {
    private static final int SMALLEST = 512;
    private static final int FIRST = 2048;
    private static final int LARGEST = 256 * 1024;

    private final Door door;
    private volatile @Nullable Channel listening;

    TlsEntrance(Door door) {
        this.door = door;
    }

    /** Puts itself in front of what Vert.x prepared. */
    void prepare(ServerBootstrap bootstrap) {
        ChannelHandler vertx = Objects.requireNonNull(bootstrap.config().childHandler());
        bootstrap
                .handler(new Socket())
                .option(ChannelOption.SO_BACKLOG, door.settings().backlog())
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(SMALLEST, FIRST, LARGEST))
                .childHandler(new Welcome(vertx));
    }

    /** The listening socket; null as long as none was seen. */
    @Nullable
    Channel listening() {
        return listening;
    }

    private final class Socket extends ChannelInboundHandlerAdapter {
        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            listening = context.channel();
        }
    }

    @Sharable
    private final class Welcome extends ChannelInitializer<Channel> {
        private final ChannelHandler vertx;

        Welcome(ChannelHandler vertx) {
            this.vertx = vertx;
        }

        @Override
        protected void initChannel(Channel accepted) {
            Loop loop = door.loops.of(accepted.eventLoop());
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
            Admission admission = new Admission(door, peer);
            admission.hangOn(accepted);
            accepted.config().setWriteBufferWaterMark(door.memory.mark());
            NetworkSet proxies = door.proxyProtocolFrom();
            if (proxies != null) {
                accepted.pipeline().addLast(new ProxyProtocolReader(door, loop, peer, proxies, admission));
            }
            accepted.pipeline().addLast(vertx);
        }
    }
}
