package dev.skein.upstream;

import dev.skein.http.Method;
import dev.skein.model.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection to a server (RFC 9112): carries one exchange at a time, goes back to its pool when both messages
 * ended cleanly, and is closed for any doubt. Confined to its loop.
 */
public final class ServerConnection extends ChannelInboundHandlerAdapter {
    /** How long a server may take to read the end of a tunnel. */
    private static final long LEAVE_SECONDS = 10;

    private final ConnectionPool pool;
    private final ResponseReader reader;
    final Wear wear = new Wear();
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

    /** Takes the connection for one exchange. */
    public void begin(ResponseReceiver who, Method method) {
        receiver = who;
        busy = true;
        requestEnded = false;
        wear.used();
        reader.begin(method);
    }

    /** Whether the connection has served an exchange before: then its death may be a race with the server's idle timer. */
    public boolean reused() {
        return wear.reused();
    }

    /** Writes a part of the request, which is owned by the connection from now on; see {@link #flush}. */
    public void write(ByteBuf data) {
        dirty = true;
        Channel to = channel();
        to.write(data, to.voidPromise());
    }

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

    /** The request was written to its end. */
    public void requestEnded() {
        requestEnded = true;
    }

    /** Whether the server takes more now; {@link ResponseReceiver#onServerWritable} tells when it does again. */
    public boolean writable() {
        return channel().isWritable();
    }

    /** Stops or goes on reading the response: back-pressure from the client. */
    public void read(boolean on) {
        if (reading != on) {
            reading = on;
            channel().config().setAutoRead(on);
        }
    }

    /** In a tunnel: the client sends no more. */
    public void halfClose() {
        Channel to = channel();
        if (to instanceof DuplexChannel duplex && pool.policy().tls() == null) {
            // Behind what waits to be written: shutting down at once would drop it.
            to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> duplex.shutdownOutput());
        } else if (receiver != null) {
            // The end of one direction is the end of both.
            receiver.onServerHalfClosed();
        }
    }

    /** Leaves the exchange and closes: whatever may still come is for nobody. */
    public void abandon() {
        receiver = null;
        reader.stop();
        close();
    }

    /** Leaves a tunnel: what was written still goes out, for a while, and whatever may still come is for nobody. */
    public void leave() {
        receiver = null;
        reader.stop();
        Channel to = channel();
        to.config().setAutoRead(true);
        to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        var unused = to.eventLoop().schedule(() -> to.close(), LEAVE_SECONDS, TimeUnit.SECONDS);
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
