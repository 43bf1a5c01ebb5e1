package dev.skein.listener;

import dev.skein.http.ClientResolver;
import dev.skein.http.ForwardedFields;
import dev.skein.model.ClientAddress;
import dev.skein.model.TlsFacts;
import dev.skein.proxying.Exchange;
import dev.skein.proxying.ExchangePool;
import dev.skein.proxying.Listening;
import dev.skein.transport.HalfClosed;
import dev.skein.transport.Joined;
import dev.skein.transport.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/1.x connection on the wire: its buffer, its life, its closing. {@link Http1Requests} reads it,
 * {@link Http1Responses} writes it. What a client sends ahead (pipelining) waits in the last buffer and then in the kernel.
 * Confined to its loop.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter implements ClientConnection {
    final Door door;
    private final Loop loop;
    final ExchangePool exchanges;
    final Listening listening;
    final ClientAddress peer;
    final ConnectionTimer timer;
    final Http1Requests requests;
    private final Http1Responses responses;
    private @Nullable Channel channel;
    private ByteBuf pending = Unpooled.EMPTY_BUFFER;
    private boolean processing;
    private boolean paused;
    private boolean inputEnded;
    boolean stopping;
    private boolean closing;
    final ForwardedFields forwarded;
    private final @Nullable ClientResolver resolver;
    private final @Nullable TlsFacts tls;

    /**
     * Of an accepted channel.
     *
     * @param peer who speaks: the socket's other end, or whom the PROXY protocol named
     */
    Http1Connection(Door door, Loop loop, ClientAddress peer, @Nullable TlsFacts tls) {
        this.door = door;
        this.loop = loop;
        this.tls = tls;
        this.exchanges = door.exchanges(loop);
        this.listening = door.listening();
        this.peer = peer;
        boolean trusted = listening.trusted().contains(peer);
        this.forwarded =
                new ForwardedFields(listening.forwarded(), peer, trusted, tls == null ? null : tls.clientLines());
        this.resolver = trusted ? new ClientResolver(listening.trusted(), listening.source()) : null;
        this.timer = new ConnectionTimer(loop, this::timedOut);
        this.responses = new Http1Responses(this);
        this.requests = new Http1Requests(this, responses);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
        door.enter(this, loop);
        timer.start(listening.headerNanos());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        pending = Joined.of(context, pending, (ByteBuf) message);
        loop.hold();
        process();
        loop.letGo();
    }

    /** Goes as far as the bytes at hand allow. */
    void process() {
        if (processing) {
            return;
        }
        processing = true;
        try {
            requests.read(pending);
        } finally {
            processing = false;
        }
        boolean full = pending.isReadable();
        if (!full) {
            drop();
        }
        // Unread bytes mean that we can't go on: the kernel's window tells the client.
        autoRead(!full && !paused);
        requests.flushServer();
        if (inputEnded && !full) {
            requests.inputEnded();
        }
    }

    /** Stops or goes on reading: back-pressure from the server. */
    void pause(boolean on) {
        paused = on;
        if (!on && !processing) {
            if (pending.isReadable()) {
                process();
            } else {
                autoRead(true);
            }
        }
    }

    /** Nobody holds the client back any more: what it still sends is read, be it for nobody. */
    void unpause() {
        paused = false;
    }

    private void autoRead(boolean on) {
        var config = channel().config();
        if (config.isAutoRead() != on) {
            config.setAutoRead(on);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            if (!closing && timer.stopWriting()) {
                requests.startTimer();
            }
            requests.clientWritable();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            HalfClosed.of(context.channel());
            inputEnded = true;
            if (!pending.isReadable()) {
                requests.inputEnded();
            }
        } else if (event instanceof SslCloseCompletionEvent && !closing) {
            // After the client's close_notify the engine takes nothing from us either.
            context.close();
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        door.leave(this, loop);
        closing = true;
        requests.gone();
        drop();
        timer.remove(); // Last, for the end of an exchange may have started it again.
    }

    private void drop() {
        pending.release();
        pending = Unpooled.EMPTY_BUFFER;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // Resets are everyday life; whatever was under way ends in channelInactive with its outcome.
        context.close();
    }

    private void timedOut() {
        if (closing) {
            close();
        } else {
            requests.timedOut();
        }
    }

    /** Closes once everything written has left. */
    void closeAfterWrites() {
        closing = true;
        timer.startWriting(channel(), listening.readNanos());
        Closing.afterWrites(channel());
    }

    /** Closes after a response to a request that the client is still sending. */
    void lingeringClose() {
        closing = true;
        timer.startWriting(channel(), listening.readNanos());
        Closing.lingering(channel(), () -> timer.start(Closing.LINGER_NANOS));
    }

    void close() {
        closing = true;
        channel().close();
    }

    /** In a tunnel: the server sends no more. */
    void halfClose() {
        if (!Closing.half(channel())) {
            // The end of one direction is the end of both.
            requests.inputEnded();
        }
    }

    /** The listener stops: an idle connection is closed, a busy one after its exchange. */
    @Override
    public void stop() {
        stopping = true;
        requests.stop();
    }

    boolean paused() {
        return paused;
    }

    /** Whether the client sent more than was read: then the kernel may hold some of it, too. */
    boolean sentAhead() {
        return pending.isReadable();
    }

    boolean closing() {
        return closing;
    }

    Channel channel() {
        return Objects.requireNonNull(channel);
    }

    @Nullable
    TlsFacts tls() {
        return tls;
    }

    /** Says who asks, where a trusted proxy stands in between. */
    void identify(Exchange exchange) {
        if (resolver != null) {
            resolver.resolve(exchange.head(), peer, tls != null);
            exchange.identified(resolver.client(), resolver.secure());
        }
    }
}
