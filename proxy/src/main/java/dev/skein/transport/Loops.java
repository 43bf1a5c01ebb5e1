package dev.skein.transport;

import dev.skein.model.Ticker;
import io.netty.bootstrap.AbstractBootstrap;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All event loops of a node, and the bootstraps that open sockets on them. Safe for use by any thread. */
public final class Loops {
    private static final ChannelOption<Boolean> NIO_REUSEPORT = NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT);

    /** Of ip(7): an address that the machine has not got can be bound. Of SOL_IP for IPv6, too. */
    private static final IntegerUnixChannelOption FREEBIND = new IntegerUnixChannelOption("IP_FREEBIND", 0, 15);

    /** Bytes: larger ones than Ethernet's nobody is asked for. */
    private static final int DATAGRAM = 2048;
    /** That are read at once, where the kernel gives several. */
    private static final int DATAGRAMS = 16;

    private final VertxInternal vertx;
    private final NativeTransport transport;
    private final InheritedSockets inherited;
    private final List<Loop> loops;
    private final IdentityHashMap<EventLoop, Loop> byEventLoop = new IdentityHashMap<>();

    private Loops(VertxInternal vertx, NativeTransport transport, List<Loop> loops) {
        this.vertx = vertx;
        this.transport = transport;
        this.inherited = InheritedSockets.of(transport);
        this.loops = List.copyOf(loops);
        loops.forEach(loop -> byEventLoop.put(loop.eventLoop(), loop));
    }

    /**
     * Starts Vert.x with so many event loops and gives each of them its {@link Loop}.
     *
     * @param count number of event loops, at least 1
     */
    public static Loops start(NativeTransport transport, int count, Ticker ticker) {
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(count)
                .setWorkerPoolSize(4)
                .setInternalBlockingPoolSize(4);
        VertxInternal vertx = (VertxInternal) Vertx.builder()
                .with(options)
                .withTransport(transport.transport())
                .build();
        List<Loop> loops = new ArrayList<>();
        for (EventExecutor executor : vertx.nettyEventLoopGroup()) {
            loops.add(new Loop(loops.size(), (EventLoop) executor, ticker, PooledByteBufAllocator.DEFAULT));
        }
        loops.forEach(Loop::start);
        return new Loops(vertx, transport, loops);
    }

    /** Sockets that whoever started the process passed on. */
    public InheritedSockets inherited() {
        return inherited;
    }

    public Vertx vertx() {
        return vertx;
    }

    public NativeTransport transport() {
        return transport;
    }

    public List<Loop> all() {
        return loops;
    }

    public int count() {
        return loops.size();
    }

    /** The loop that a channel was registered with. */
    public Loop of(EventLoop eventLoop) {
        Loop loop = byEventLoop.get(eventLoop);
        if (loop == null) {
            throw new IllegalStateException("event loop: " + eventLoop + " (expected: one of this node's)");
        }
        return loop;
    }

    /** A bootstrap for listening sockets: accepts on one of Vert.x's acceptor loops, serves on this node's loops. */
    public ServerBootstrap serverBootstrap() {
        return serverBootstrap(null);
    }

    /** The same for a socket that listens already, to be registered and not bound; null for one yet to be bound. */
    public ServerBootstrap serverBootstrap(@Nullable ServerChannel passed) {
        ChannelFactory<? extends ServerChannel> sockets =
                passed == null ? vertx.transport().serverChannelFactory(false) : () -> passed;
        EventLoopGroup acceptors = loops.size() == 1 ? vertx.nettyEventLoopGroup() : vertx.acceptorEventLoopGroup();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(acceptors, vertx.nettyEventLoopGroup())
                .channelFactory(sockets)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT);
        return Unsent.bounded(bootstrap, transport);
    }

    /**
     * A bootstrap for a socket of UDP on the given loop: one of several that share an address, among which the kernel chooses
     * by the sender's address and port.
     */
    public Bootstrap datagramBootstrap(Loop loop) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop.eventLoop())
                .channelFactory(vertx.transport().datagramChannelFactory())
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(DATAGRAM))
                .option(transport.name().equals("nio") ? NIO_REUSEPORT : UnixChannelOption.SO_REUSEPORT, true);
        if (transport.name().equals("epoll")) {
            bootstrap
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(DATAGRAMS * DATAGRAM))
                    .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, DATAGRAM);
        }
        return bootstrap;
    }

    /** What this makes can be bound to an address that the machine has not got yet; with NIO it fails as ever. */
    public void ahead(AbstractBootstrap<?, ?> bootstrap) {
        if (bindsAhead()) {
            bootstrap.option(FREEBIND, 1);
        }
    }

    public boolean bindsAhead() {
        return !transport.name().equals("nio");
    }

    /** A bootstrap for one connection to a server at that address, on the given loop. */
    @SuppressWarnings("unchecked") // Vert.x types the factory by wildcard; every one of its channels is a Channel
    public Bootstrap clientBootstrap(Loop loop, SocketAddress to) {
        return new Bootstrap()
                .group(loop.eventLoop())
                .channelFactory((ChannelFactory<Channel>)
                        vertx.transport().channelFactory(to instanceof UnixDomainSocketAddress))
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT);
    }

    /** An address as the transport knows it: each has a type of its own for unix sockets. */
    public SocketAddress converted(SocketAddress address) {
        return address instanceof UnixDomainSocketAddress unix
                ? vertx.transport()
                        .convert(io.vertx.core.net.SocketAddress.domainSocketAddress(
                                unix.getPath().toString()))
                : address;
    }
}
