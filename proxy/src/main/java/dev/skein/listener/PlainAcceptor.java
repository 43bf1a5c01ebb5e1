package dev.skein.listener;

import dev.skein.config.ListenerSettings;
import dev.skein.model.ClientAddress;
import dev.skein.model.NetworkSet;
import dev.skein.transport.Loop;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ServerChannel;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A listening socket in clear text: HTTP/1.x, our codec directly on the accepted channel and nothing else. */
final class PlainAcceptor implements Acceptor {

    private final Door door;
    private final AcceptQueue queue = new AcceptQueue();
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
        ServerBootstrap bootstrap =
                door.loops.serverBootstrap(passed).childOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        new PlainWelcome().install(bootstrap.handler(queue));
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
        listening.eventLoop().execute(() -> queue.closeOnceEmpty(listening));
        listening.closeFuture().awaitUninterruptibly();
    }

    @Override
    public void drain() {
        door.drain();
    }

    private final class PlainWelcome extends Welcome {
        PlainWelcome() {
            super(door);
        }

        @Override
        void admitted(Channel accepted, Loop loop, ClientAddress peer) {
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
