package dev.skein.upstream;

import dev.skein.http.Method;
import dev.skein.model.Failure;
import dev.skein.transport.HalfClosed;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection to a server (RFC 9112): carries one exchange at a time, goes back to its pool when both messages
 * ended cleanly, and is closed for any doubt. Confined to its loop.
 */
final class ServerConnection extends ChannelInboundHandlerAdapter implements ServerLeg {
    private final ConnectionPool pool;
    private final ResponseReader reader;
    final Wear wear;
    private @Nullable Channel channel;
    private @Nullable ResponseReceiver receiver;
    private boolean requestEnded;
    private boolean established;
    private boolean busy;
    private boolean reading = true;
    private boolean dirty;
    private boolean cooling;

    ServerConnection(ConnectionPool pool) {
        this.pool = pool;
        this.wear = new Wear(pool.place());
        this.reader = new ResponseReader(this, pool);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
        // A server that answers early and closes breaks our writing, and its answer may still be there to be read.
        channel.config().setAutoClose(false);
    }

    void opened(boolean encrypted) {
        reader.connected(encrypted);
        established = true;
        wear.created(pool.loop().now());
        pool.stats().connectionOpened(pool.loop().index());
    }

    @Override
    public void begin(ResponseReceiver who, Method method) {
        receiver = who;
        busy = true;
        requestEnded = false;
        wear.used();
        reader.begin(method);
    }

    @Override
    public boolean reused() {
        return wear.reused();
    }

    @Override
    public boolean framesBodies() {
        return false;
    }

    @Override
    public void writeHead(ByteBuf head) {
        write(head);
    }

    @Override
    public void write(ByteBuf data) {
        dirty = true;
        Channel to = channel();
        to.write(data, to.voidPromise());
    }

    @Override
    public void flush() {
        if (dirty) {
            dirty = false;
            if (writable()) {
                pool.loop().flushSoon(channel());
            } else {
                channel().flush();
            }
        }
    }

    @Override
    public void requestEnded(@Nullable ByteBuf trailers) {
        requestEnded = true;
    }

    @Override
    public boolean writable() {
        return channel().isWritable();
    }

    @Override
    public void read(boolean on) {
        if (reading != on) {
            reading = on;
            channel().config().setAutoRead(on);
        }
    }

    @Override
    public void halfClose() {
        if ((pool.policy().tls() != null || !Leaving.half(channel())) && receiver != null) {
            // The end of one direction is the end of both; the exchange ends, and leaves.
            receiver.onServerHalfClosed();
        }
    }

    @Override
    public void abandon() {
        receiver = null;
        reader.stop();
        close();
    }

    @Override
    public void leave() {
        receiver = null;
        reader.stop();
        Leaving.afterWrites(channel());
    }

    void close() {
        channel().close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            if (receiver == null) {
                // Bytes that nobody asked for would be taken for the next response, and poison the pool.
                context.close();
            } else {
                pool.loop().hold();
                reader.read(in, receiver);
            }
        } finally {
            pool.loop().letGo();
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (receiver != null) {
            receiver.onServerReadComplete();
        } else if (cooling) {
            cooling = false;
            pool.release(this);
        }
    }

    /** The response is over. */
    void responseEnded(boolean reusable) {
        ResponseReceiver who = receiver;
        receiver = null;
        busy = false;
        read(true);
        if (reusable && requestEnded && who != null) {
            // Not before all that had come was read: more of it would be taken for the next response.
            cooling = true;
        } else {
            close();
        }
    }

    /** 101 was received: bytes both ways from here on. */
    void tunnel() {
        channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }

    void fail(Failure failure, String reason) {
        ResponseReceiver who = receiver;
        receiver = null;
        close();
        if (who != null) {
            who.onServerFailure(failure, reason);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        cooling = false;
        if (established) {
            established = false;
            pool.stats().connectionClosed(pool.loop().index());
        }
        ResponseReceiver who = receiver;
        if (who != null) {
            reader.closed(who);
        } else if (!busy) {
            pool.lost(this);
        }
        reader.free();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent && receiver != null) {
            HalfClosed.of(context.channel());
            receiver.onServerHalfClosed();
        } else if (event instanceof SslCloseCompletionEvent end && end.isSuccess()) {
            reader.announced();
            context.close();
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (receiver != null && context.channel().isWritable()) {
            receiver.onServerWritable();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A reset reads like an end: what it means depends on how far the response had come.
        reader.broken(
                Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName()));
        if (receiver == null || reader.tunnelling() || !(cause instanceof IOException)) {
            context.close();
        }
    }

    boolean fit(long now) {
        return channel().isActive() && !wear.spent(now, pool.policy()) && !wear.stale(now, pool.policy());
    }

    Channel channel() {
        return Objects.requireNonNull(channel);
    }
}
