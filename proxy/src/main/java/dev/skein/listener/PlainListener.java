package dev.skein.listener;

import dev.skein.model.ClientAddress;
import dev.skein.proxying.BodyMemory;
import dev.skein.proxying.ExchangePool;
import dev.skein.proxying.Listening;
import dev.skein.transport.Loop;
import dev.skein.transport.Loops;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A listening socket in clear text: HTTP/1.x, our codec directly on the accepted channel. Opened and closed by one control
 * thread.
 */
public final class PlainListener {
    private static final int SMALLEST = 512;
    private static final int FIRST = 2048;
    private static final int LARGEST = 256 * 1024;

    private final Loops loops;
    private final List<ExchangePool> exchanges;
    private final BodyMemory memory;
    private volatile Listening listening;
    private final List<Channel> channels = new ArrayList<>();

    /**
     * Not listening yet.
     *
     * @param exchanges one pool a loop, in the order of loops
     */
    public PlainListener(Loops loops, List<ExchangePool> exchanges, BodyMemory memory, Listening listening) {
        this.loops = loops;
        this.exchanges = exchanges;
        this.memory = memory;
        this.listening = listening;
    }

    /** Binds; the future fails with the bind's exception, else holds the address bound. */
    public Future<InetSocketAddress> open(InetSocketAddress address, int backlog) {
        Promise<InetSocketAddress> bound = GlobalEventExecutor.INSTANCE.newPromise();
        loops.serverBootstrap()
                .option(ChannelOption.SO_BACKLOG, backlog)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(SMALLEST, FIRST, LARGEST))
                .childHandler(new Acceptance())
                .bind(address)
                .addListener((io.netty.channel.ChannelFuture done) -> {
                    if (done.isSuccess()) {
                        channels.add(done.channel());
                        bound.setSuccess((InetSocketAddress) done.channel().localAddress());
                    } else {
                        bound.setFailure(done.cause());
                    }
                });
        return bound;
    }

    private final class Acceptance extends ChannelInitializer<Channel> {
        @Override
        public boolean isSharable() {
            return true;
        }

        @Override
        protected void initChannel(Channel channel) {
            Loop loop = loops.of(channel.eventLoop());
            InetSocketAddress remote = (InetSocketAddress) channel.remoteAddress();
            ClientAddress peer = ClientAddress.of(remote.getAddress(), remote.getPort());
            channel.config().setWriteBufferWaterMark(memory.mark());
            channel.pipeline().addLast(new Http1Connection(exchanges.get(loop.index()), listening, peer, null));
        }
    }
}
