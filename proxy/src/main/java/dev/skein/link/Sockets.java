package dev.skein.link;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Opens connections, ours and the others', up to the point where greetings begin. */
final class Sockets {
    private static final int CONNECT_MILLIS = 2000;
    /** Strangers can't take more than that from us, members need a few. */
    private static final int MOST_UNGREETED = 64;

    private static final WriteBufferWaterMark WATER = new WriteBufferWaterMark(64 * 1024, 128 * 1024);

    private final LinkCore core;
    private final Peers peers;
    private final EventLoopGroup group;
    private int ungreeted;

    Sockets(LinkCore core, Peers peers, EventLoopGroup group) {
        this.core = core;
        this.peers = peers;
        this.group = group;
    }

    Channel listen() throws IOException {
        InetSocketAddress bind = core.settings().bind();
        ChannelFuture bound = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                })
                .bind(bind)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    bind + ": " + Objects.requireNonNull(bound.cause()).getMessage(), bound.cause());
        }
        return bound.channel();
    }

    private void accept(Channel channel) {
        if (ungreeted == MOST_UNGREETED) {
            core.strangers().refused("the link's port", MOST_UNGREETED + " connections have not introduced themselves");
            channel.close();
            return;
        }
        ungreeted++;
        Greeter greeter = new Greeter(core, peers, null, () -> ungreeted--);
        equip(channel, greeter, false);
    }

    void dial(InetSocketAddress address, Greeter.Attempt attempt) {
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        equip(channel, new Greeter(core, peers, attempt, () -> {}), true);
                    }
                });
        bootstrap.connect(address, source(address)).addListener((ChannelFuture done) -> {
            if (!done.isSuccess()) {
                attempt.failed(null, false, String.valueOf(done.cause().getMessage()));
            }
        });
    }

    /** The cluster's address, so that the others see the one that they know. */
    private @Nullable InetSocketAddress source(InetSocketAddress to) {
        InetAddress own = core.settings().bind().getAddress();
        boolean usable =
                !own.isAnyLocalAddress() && own.getClass() == to.getAddress().getClass();
        return usable ? new InetSocketAddress(own, 0) : null;
    }

    private void equip(Channel channel, Greeter greeter, boolean client) {
        if (core.trust() != null) {
            SslHandler tls = new SslHandler(core.trust().engine(client));
            tls.setHandshakeTimeoutMillis(core.timing().handshake().toMillis());
            channel.pipeline().addLast(tls);
        }
        channel.pipeline().addLast(new FrameReader(), greeter);
    }
}
