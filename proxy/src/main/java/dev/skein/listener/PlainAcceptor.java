package dev.skein.listener;

import dev.skein.config.ListenerSettings;
import dev.skein.model.ClientAddress;
import dev.skein.model.NetworkSet;
import dev.skein.transport.Loop;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ServerChannel;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A listening socket in clear text: HTTP/1.x, our codec directly on the accepted channel and nothing else. */
final class PlainAcceptor implements Acceptor {
    private static final int SMALLEST = 512;
    private static final int FIRST = 2048;
    private static final int LARGEST = 256 * 1024;

    private final Door door;
    private @Nullable Channel channel;

    PlainAcceptor(Door door) {
        this.door = door;
    }

    @Override
    public InetSocketAddress open(ListenerSettings settings) {
        door.change(settings);
        var bind = settings.bind();
        InetSocketAddress address = new InetSocketAddress(bind.host(), bind.port());
        ServerChannel passed = door.loops.inherited().take(address);
        ServerBootstrap bootstrap = door.loops
                .serverBootstrap(passed)
                .option(ChannelOption.SO_BACKLOG, settings.backlog())
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(SMALLEST, FIRST, LARGEST))
                .childHandler(new Welcome());
        ChannelFuture future = (passed == null ? bootstrap.bind(address) : bootstrap.register()).awaitUninterruptibly();
        if (!future.isSuccess()) {
            throw BindFailure.of(settings, future.cause());
        }
        channel = future.channel();
        return (InetSocketAddress) future.channel().localAddress();
    }

    @Override
    public void change(ListenerSettings settings) {
        door.change(settings);
    }

    @Override
    public void close() {
        Channel listening = Objects.requireNonNull(channel);
        // Behind what the loop has to do already: connections that were accepted in this turn are not lost.
        listening.eventLoop().submit(() -> listening.close()).awaitUninterruptibly();
        listening.closeFuture().awaitUninterruptibly();
    }

    @Override
    public void drain() {
        door.drain();
    }

    @Sharable
    private final class Welcome extends ChannelInitializer<Channel> {
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
            accepted.config().setWriteBufferWaterMark(door.memory.mark());
            NetworkSet proxies = door.proxyProtocolFrom();
            if (proxies == null) {
                accepted.pipeline().addLast(new Http1Connection(door, loop, peer, peer, null));
            } else {
                accepted.pipeline().addLast(new ProxyProtocolReader(door, loop, peer, proxies, new Plain(loop, peer)));
            }
        }
    }

    /** After the PROXY protocol. */
    private final class Plain implements ProxyProtocolReader.Sequel {
        private final Loop loop;
        private final ClientAddress peer;

        Plain(Loop loop, ClientAddress peer) {
            this.loop = loop;
            this.peer = peer;
        }

        @Override
        public void begin(ChannelPipeline pipeline, ClientAddress client) {
            pipeline.addLast(new Http1Connection(door, loop, peer, client, null));
        }

        @Override
        public void cancel() {
            door.turnAway(peer);
        }
    }
}
