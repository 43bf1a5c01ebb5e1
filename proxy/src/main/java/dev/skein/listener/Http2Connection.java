package dev.skein.listener;

import dev.skein.config.ListenerSettings;
import dev.skein.http.ClientResolver;
import dev.skein.http.ForwardedFields;
import dev.skein.http2.ErrorCode;
import dev.skein.model.ClientAddress;
import dev.skein.model.Failure;
import dev.skein.model.TlsFacts;
import dev.skein.proxying.Exchange;
import dev.skein.proxying.ExchangePool;
import dev.skein.proxying.Listening;
import dev.skein.transport.Joined;
import dev.skein.transport.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/2 connection (RFC 9113) on the wire: its buffer, its life, its closing. {@link Http2Input} reads it,
 * {@link Http2Output} writes it, each {@link Http2Stream} is an exchange of its own. The last handler of its channel, be
 * there TLS in front of it or not. Confined to its loop.
 */
final class Http2Connection extends ChannelDuplexHandler implements ClientConnection {
    final Loop loop;
    final Listening listening;
    final ListenerSettings.Http2 limits;
    final Http2Scratch scratch;
    final Http2Streams streams;
    final Http2Control control;
    final Http2Output output;
    final ForwardedFields forwarded;
    final ClientAddress peer;
    final @Nullable TlsFacts tls;
    final Door door;
    private final Http2Input input;
    private final ConnectionTimer timer;
    private final ConnectionTimer writing;
    private final @Nullable ClientResolver resolver;
    private @Nullable Channel channel;
    private ByteBuf pending = Unpooled.EMPTY_BUFFER;
    private boolean dead;

    /**
     * Of an accepted channel on which HTTP/2 was agreed, or is spoken unasked: the client's preface is still to come.
     *
     * @param peer who speaks: the socket's other end, or whom the PROXY protocol named
     */
    Http2Connection(Door door, Loop loop, ClientAddress peer, @Nullable TlsFacts tls) {
        this.door = door;
        this.loop = loop;
        this.peer = peer;
        this.tls = tls;
        this.listening = door.listening();
        this.limits = door.settings().http2();
        this.scratch = door.http2(loop);
        boolean trusted = listening.trusted().contains(peer);
        this.forwarded =
                new ForwardedFields(listening.forwarded(), peer, trusted, tls == null ? null : tls.clientLines());
        this.resolver = trusted ? new ClientResolver(listening.trusted(), listening.source()) : null;
        this.timer = new ConnectionTimer(loop, this::timedOut);
        this.writing = new ConnectionTimer(loop, this::notTaken);
        this.streams = new Http2Streams(this);
        this.control = new Http2Control(this);
        this.output = new Http2Output(this);
        this.input = new Http2Input(this);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
        door.enter(this, loop);
        output.begin(context);
        control.begin(door.settings().limits());
        timer.start(listening.headerNanos());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        pending = Joined.of(context, pending, (ByteBuf) message);
        loop.hold();
        try {
            input.read(pending);
        } finally {
            loop.letGo();
        }
        if (dead || !pending.isReadable()) {
            drop();
        }
    }

    private void drop() {
        pending.release();
        pending = Unpooled.EMPTY_BUFFER;
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        output.flush();
        if (context.channel().isActive() && !context.channel().isWritable()) {
            // What we have to say grows with what we hear: a client that takes nothing is not listened to either.
            autoRead(false);
            writing.startWriting(channel(), listening.readNanos());
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable() && !dead) {
            writing.stop();
            autoRead(true);
            output.wantFlush();
        }
    }

    private void autoRead(boolean on) {
        var config = channel().config();
        if (config.isAutoRead() != on) {
            config.setAutoRead(on);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslCloseCompletionEvent) {
            // After the client's close_notify the engine takes nothing from us either.
            context.close();
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        dead = true;
        door.leave(this, loop);
        timer.remove();
        writing.remove();
        control.end();
        streams.endAll(Failure.CLIENT_ABORT);
        output.end();
        drop();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // Resets are everyday life; whatever was under way ends in channelInactive with its outcome.
        context.close();
    }

    /** A header block begins that is not whole yet. */
    void blockBegan() {
        timer.start(listening.headerNanos());
    }

    /** The block is whole, or a stream came or went. */
    void settle() {
        if (dead) {
            return;
        }
        if (!streams.isEmpty()) {
            timer.stop();
        } else if (control.leaving()) {
            control.sayFarewell();
            timer.start(Closing.LINGER_NANOS);
        } else {
            timer.start(listening.idleNanos());
        }
    }

    private void timedOut() {
        if (dead || control.leaving() || !input.prefaceComplete()) {
            channel().close();
        } else if (input.withinBlock()) {
            fatal(ErrorCode.ENHANCE_YOUR_CALM);
        } else {
            stop();
        }
    }

    private void notTaken() {
        streams.endAll(Failure.CLIENT_TIMEOUT);
        channel().close();
    }

    @Override
    public void stop() {
        if (!dead) {
            control.leave();
        }
    }

    /**
     * The client broke the protocol in a way that no stream alone can answer for (RFC 9113 §5.4.1). It is told and given
     * time to read that; one that floods us is not listened to meanwhile.
     */
    void fatal(int code) {
        if (dead) {
            return;
        }
        dead = true;
        output.goAway(streams.taken(), code);
        streams.endAll(Failure.CLIENT_ABORT);
        timer.start(Closing.LINGER_NANOS);
        if (code == ErrorCode.ENHANCE_YOUR_CALM) {
            // Not closed at once either: what lies unread would make the kernel take back what we said.
            autoRead(false);
        }
    }

    /** Once everything written has left; not in the middle of what calls. */
    void close() {
        dead = true;
        loop.eventLoop().execute(() -> Closing.afterWrites(channel()));
    }

    /** Whether nothing is read or written any more, except for what is on its way. */
    boolean dead() {
        return dead;
    }

    Channel channel() {
        return Objects.requireNonNull(channel);
    }

    ExchangePool exchanges() {
        return door.exchanges(loop);
    }

    /** Bytes that a stream may have waiting before the server must wait. */
    int streamMark() {
        return door.memory.mark().high() / 4;
    }

    /** Says who asks, where a trusted proxy stands in between. */
    void identify(Exchange exchange) {
        if (resolver != null) {
            resolver.resolve(exchange.head(), peer, tls != null);
            exchange.identified(resolver.client(), resolver.secure());
        }
    }
}
