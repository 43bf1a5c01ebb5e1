package dev.skein.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.spi.transport.Transport;
import java.net.SocketAddress;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A transport of Vert.x that lets us finish the set-up of a server's socket: who may connect, and in whose name, is settled
 * before TLS begins, where Vert.x has no say for us.
 */
@SuppressWarnings("deprecation") // the interface that is passed on names a deprecated type of Netty
final class HookedTransport implements Transport {
    private final Transport to;
    private final AtomicReference<@Nullable Consumer<ServerBootstrap>> next = new AtomicReference<>();

    HookedTransport(Transport to) {
        this.to = to;
    }

    /** Given the next server's bootstrap, after Vert.x is done with it and before it binds; null takes it back. */
    void hookNext(@Nullable Consumer<ServerBootstrap> hook) {
        next.set(hook);
    }

    @Override
    public void configure(TcpConfig config, boolean domainSocket, ServerBootstrap bootstrap) {
        to.configure(config, domainSocket, bootstrap);
        Consumer<ServerBootstrap> hook = next.getAndSet(null);
        if (hook != null) {
            hook.accept(bootstrap);
        }
    }

    @Override
    public void configure(TcpConfig config, boolean domainSocket, Bootstrap bootstrap) {
        to.configure(config, domainSocket, bootstrap);
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
        to.configure(channel, options);
    }

    @Override
    public boolean supportsDomainSockets() {
        return to.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
        return to.supportFileRegion();
    }

    @Override
    public boolean isAvailable() {
        return to.isAvailable();
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
        return to.unavailabilityCause();
    }

    @Override
    public SocketAddress convert(io.vertx.core.net.SocketAddress address) {
        return to.convert(address);
    }

    @Override
    public io.vertx.core.net.SocketAddress convert(SocketAddress address) {
        return to.convert(address);
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return to.ioHandlerFactory();
    }

    @Override
    public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory factory, int ioRatio) {
        return to.eventLoopGroup(type, threads, factory, ioRatio);
    }

    @Override
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return to.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends DatagramChannel> datagramChannelFactory() {
        return to.datagramChannelFactory();
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
        return to.channelFactory(domainSocket);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        return to.serverChannelFactory(domainSocket);
    }
}
