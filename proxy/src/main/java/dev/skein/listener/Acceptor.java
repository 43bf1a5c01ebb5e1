package dev.skein.listener;

import dev.skein.config.ListenerSettings;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ServerChannel;
import java.net.InetSocketAddress;

/** A listening socket. What it accepts, and how that goes on, the {@link Door} of the moment says. */
final class Acceptor {
    private final Channel channel;
    private final AcceptQueue queue;
    private final AcceptTrouble trouble;
    private final boolean shared;

    private Acceptor(Channel channel, AcceptQueue queue, AcceptTrouble trouble, boolean shared) {
        this.channel = channel;
        this.queue = queue;
        this.trouble = trouble;
        this.shared = shared;
    }

    /**
     * Binds, or takes a socket that was passed to the process, and begins to accept.
     *
     * @throws IllegalArgumentException saying what can't be bound and why
     */
    static Acceptor open(Door door, ListenerSettings settings) {
        var bind = settings.bind();
        InetSocketAddress address = new InetSocketAddress(bind.host(), bind.port());
        ServerChannel passed = door.loops.inherited().take(address);
        AcceptQueue queue = new AcceptQueue();
        ServerBootstrap bootstrap = door.loops.serverBootstrap(passed).handler(queue);
        if (door.virtual.has(address.getAddress())) {
            door.loops.ahead(bootstrap);
        }
        new Welcome(door).install(bootstrap);
        ChannelFuture future = (passed == null ? bootstrap.bind(address) : bootstrap.register()).awaitUninterruptibly();
        if (!future.isSuccess()) {
            throw BindFailure.of(settings, future.cause());
        }
        AcceptTrouble trouble = new AcceptTrouble(
                settings.name(), queue, door.loops.all().getFirst().ticker());
        future.channel().pipeline().addLast(trouble);
        return new Acceptor(future.channel(), queue, trouble, passed != null);
    }

    /** Why it accepts nobody; empty: it does. Any thread. */
    String trouble() {
        return channel.isOpen() ? trouble.text() : "it is closed";
    }

    InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** Takes no new connections; those that the kernel had queued are still served. */
    void close() {
        channel.eventLoop().execute(() -> queue.closeOnceEmpty(channel, shared));
        channel.closeFuture().awaitUninterruptibly();
    }
}
