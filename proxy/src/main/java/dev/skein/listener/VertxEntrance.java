package dev.skein.listener;

import dev.skein.model.ClientAddress;
import dev.skein.model.NetworkSet;
import dev.skein.transport.Loop;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The way into a TLS listener, in front of all that Vert.x does: whether there is room, and the PROXY protocol, are settled
 * before a handshake costs anything. Also knows the listening socket itself, which Vert.x keeps to itself.
 */
final class VertxEntrance {

    private final Door door;
    private volatile @Nullable Channel listening;

    VertxEntrance(Door door) {
        this.door = door;
    }

    /** Puts itself in front of what Vert.x prepared. */
    void prepare(ServerBootstrap bootstrap) {
        ChannelHandler vertx = Objects.requireNonNull(bootstrap.config().childHandler());
        bootstrap.handler(new Socket()).childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT);
        new TlsWelcome(vertx).install(bootstrap);
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

    private final class TlsWelcome extends VertxWelcome {
        private final ChannelHandler vertx;

        TlsWelcome(ChannelHandler vertx) {
            super(door);
            this.vertx = vertx;
        }

        @Override
        void admitted(Channel accepted, Loop loop, ClientAddress peer) {
            Admission admission = new Admission(door, peer);
            admission.hangOn(accepted);
            NetworkSet proxies = door.proxyProtocolFrom();
            if (proxies != null) {
                accepted.pipeline()
                        .addLast(new ProxyProtocolReader(new Beginning(door, loop, peer, null, admission), proxies));
            }
            accepted.pipeline().addLast(vertx);
        }
    }
}
