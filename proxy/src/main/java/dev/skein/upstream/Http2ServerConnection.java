package dev.skein.upstream;

import dev.skein.http2.ErrorCode;
import dev.skein.http2.HpackScratch;
import dev.skein.http2.PeerSettings;
import dev.skein.model.Failure;
import dev.skein.transport.Joined;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.collection.IntObjectHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 connection to a server (RFC 9113), whose streams are legs of many exchanges at once. Confined to its loop.
 */
final class Http2ServerConnection extends ChannelInboundHandlerAdapter {
    /** Bytes that a server may send of one response before the client has taken them. */
    static final int STREAM_WINDOW = 128 * 1024;
    /** Of all: no bound beside the streams' own. */
    static final int CONNECTION_WINDOW = 16 * 1024 * 1024;

    final ConnectionPool pool;
    final PeerSettings peer = new PeerSettings();
    final Http2ServerControl control = new Http2ServerControl(this);
    private final SharedConnections home;
    private final IntObjectHashMap<Http2ServerStream> streams = new IntObjectHashMap<>();
    /** Heard of within the burst of reads that we are in. */
    private final Set<Http2ServerStream> heard = new LinkedHashSet<>();

    private @Nullable Channel channel;
    private @Nullable Http2ServerInput input;
    private @Nullable Http2ServerOutput output;
    private ByteBuf pending = Unpooled.EMPTY_BUFFER;
    private final Wear wear;
    private int legs;
    private int nextId = 1;
    private boolean leaving;
    private boolean dead;

    Http2ServerConnection(ConnectionPool pool, SharedConnections home) {
        this.pool = pool;
        this.wear = new Wear(pool.place());
        this.home = home;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
    }

    void opened(boolean encrypted) {
        var limits = pool.policy().responseLimits();
        HpackScratch scratch = new HpackScratch();
        input = new Http2ServerInput(this, scratch, limits.headBytes(), limits.fields());
        output = new Http2ServerOutput(channel(), pool.loop(), peer, scratch, encrypted);
        wear.created(pool.loop().now());
        pool.stats().connectionOpened(pool.loop().index());
        output().begin(STREAM_WINDOW, CONNECTION_WINDOW, limits.headBytes());
    }

    /** Whether one more exchange may use it. */
    boolean takes(long now) {
        if (wear.place != pool.place() || wear.spent(now, pool.policy()) || nextId < 0) {
            leave();
        }
        return !leaving && !dead && legs < control.mostStreams() && channel().isActive();
    }

    Http2ServerStream stream() {
        legs++;
        wear.used();
        return new Http2ServerStream(this, wear.reused());
    }

    /** The number for a stream whose head is about to be sent; 0 where the connection is lost. */
    int open(Http2ServerStream stream) {
        if (dead) {
            // Not now: whoever writes a head is not ready to hear of its end.
            pool.loop().eventLoop().execute(() -> stream.response.gone(Failure.SERVER_CLOSED, "connection closed"));
            return 0;
        }
        int id = nextId;
        nextId += 2;
        streams.put(id, stream);
        return id;
    }

    @Nullable
    Http2ServerStream stream(int id) {
        return streams.get(id);
    }

    /** Streams that were ever opened. */
    int begun() {
        return nextId >>> 1;
    }

    /** The stream is over. */
    void closed(Http2ServerStream stream) {
        legs--;
        streams.remove(stream.id());
        if (legs == 0) {
            wear.idle(pool.loop().now());
            if (leaving) {
                close();
            }
        }
    }

    void heard(Http2ServerStream stream) {
        heard.add(stream);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        pending = Joined.of(context, pending, (ByteBuf) message);
        pool.loop().hold();
        Objects.requireNonNull(input).read(pending);
        pool.loop().letGo();
        if (dead || !pending.isReadable()) {
            pending.release();
            pending = Unpooled.EMPTY_BUFFER;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        heard.forEach(stream -> stream.response.readComplete());
        heard.clear();
        flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable() && output != null) {
            output().resume();
            streams.values().forEach(stream -> stream.body.tellWritable());
            flush();
        }
    }

    /** Every stream's window grows by that, or shrinks; false where one is too large now. */
    boolean credit(int by) {
        boolean right = true;
        for (Http2ServerStream stream : List.copyOf(streams.values())) {
            right &= stream.body.credit(by);
        }
        return right;
    }

    /** The server takes no more streams, and never saw those above the last one. */
    void goingAway(int last) {
        leave();
        for (Http2ServerStream stream : List.copyOf(streams.values())) {
            if (stream.id() > last) {
                stream.refused("server is going away");
            }
        }
    }

    /** No more streams; closes when the last one is over. */
    void leave() {
        if (leaving) {
            return;
        }
        leaving = true;
        home.left(this);
        if (legs == 0) {
            close();
        }
    }

    private void close() {
        output().goAway(ErrorCode.NO_ERROR);
        flush();
        channel().close();
    }

    /** Nobody has used it for long. */
    boolean stale(long now) {
        return legs == 0 && wear.stale(now, pool.policy());
    }

    /** The server broke the rules: nothing more that it says can be trusted. */
    void fatal(int code, String reason) {
        if (!dead) {
            output().goAway(code);
            flush();
            channel().flush();
            lost(Failure.BAD_RESPONSE, "HTTP/2: " + reason);
            channel().close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        lost(Failure.SERVER_CLOSED, "connection closed by server");
        pending.release();
        pending = Unpooled.EMPTY_BUFFER;
    }

    private void lost(Failure failure, String reason) {
        if (dead || output == null) {
            return;
        }
        dead = true;
        leaving = true;
        home.left(this);
        pool.stats().connectionClosed(pool.loop().index());
        List.copyOf(streams.values()).forEach(stream -> stream.gone(failure, reason));
        output().drop();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        lost(
                Failure.SERVER_CLOSED,
                Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName()));
        context.close();
    }

    void flush() {
        output().flush();
    }

    boolean writable() {
        return channel().isWritable();
    }

    boolean dead() {
        return dead;
    }

    Http2ServerOutput output() {
        return Objects.requireNonNull(output);
    }

    private Channel channel() {
        return Objects.requireNonNull(channel);
    }
}
