package dev.skein.listener;

import dev.skein.http.ForwardedFields;
import dev.skein.model.ClientAddress;
import dev.skein.model.TlsFacts;
import dev.skein.proxying.ExchangePool;
import dev.skein.proxying.Listening;
import dev.skein.transport.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/1.x connection on the wire: its buffer, its life, its closing. {@link Http1Requests} reads it,
 * {@link Http1Responses} writes it. What a client sends ahead (pipelining) waits in the last buffer and then in the kernel.
 * Confined to its loop.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter implements ClientConnection {
    /** How long a client that was refused in the middle of a request may go on sending, so that it can read why. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Door door;
    private final Loop loop;
    private final ExchangePool exchanges;
    private final Listening listening;
    private final ClientAddress admitted;
    private final ClientAddress peer;
    private final ConnectionTimer timer;
    private final Http1Requests requests;
    private final Http1Responses responses;
    private @Nullable Channel channel;
    private ByteBuf pending = Unpooled.EMPTY_BUFFER;
    private boolean processing;
    private boolean paused;
    private boolean inputEnded;
    private boolean stopping;
    private boolean closing;
    private final ForwardedFields forwarded;
    private final @Nullable TlsFacts tls;

    /**
     * Of an accepted channel.
     *
     * @param admitted the socket's other end, as it was counted
     * @param peer who speaks: the same, or whom the PROXY protocol named
     */
    Http1Connection(Door door, Loop loop, ClientAddress admitted, ClientAddress peer, @Nullable TlsFacts tls) {
        this.admitted = admitted;
        this.door = door;
        this.loop = loop;
        this.tls = tls;
        this.exchanges = door.exchanges(loop);
        this.listening = door.listening();
        this.peer = peer;
        this.forwarded = new ForwardedFields(
                listening.forwarded(), peer, listening.trusted().contains(peer));
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
        ByteBuf in = (ByteBuf) message;
        if (pending.isReadable()) {
            ByteBuf both = context.alloc().directBuffer(pending.readableBytes() + in.readableBytes());
            both.writeBytes(pending).writeBytes(in);
            in.release();
            in = both;
        }
        pending.release();
        pending = in;
        process();
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
            pending.release();
            pending = Unpooled.EMPTY_BUFFER;
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

    private void autoRead(boolean on) {
        var config = channel().config();
        if (config.isAutoRead() != on) {
            config.setAutoRead(on);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            timer.stopWriting();
            requests.clientWritable();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            if (!pending.isReadable()) {
                requests.inputEnded();
            }
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        door.leave(this, admitted, loop);
        closing = true;
        timer.remove();
        requests.gone();
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
        timer.start(LINGER_NANOS);
        Channel to = channel();
        to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /**
     * Closes after a response to a request that the client is still sending: says that no more comes, and reads on for a
     * while, because closing at once would make the kernel reset the connection and the client lose the response
     * (RFC 9112 §9.6).
     */
    void lingeringClose() {
        closing = true;
        timer.start(LINGER_NANOS);
        Channel to = channel();
        boolean encrypted = to.pipeline().get(SslHandler.class) != null;
        to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
            if (!encrypted && done.isSuccess() && to instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
            } else {
                to.close();
            }
        });
    }

    void close() {
        closing = true;
        channel().close();
    }

    /** In a tunnel: the server sends no more. */
    void halfClose() {
        Channel to = channel();
        to.flush();
        if (to instanceof DuplexChannel duplex && to.pipeline().get(SslHandler.class) == null) {
            duplex.shutdownOutput();
        } else {
            closeAfterWrites();
        }
    }

    /** The listener stops: an idle connection is closed, a busy one after its exchange. */
    @Override
    public void stop() {
        stopping = true;
        requests.stop();
    }

    Http1Requests requests() {
        return requests;
    }

    boolean stopping() {
        return stopping;
    }

    boolean closing() {
        return closing;
    }

    Channel channel() {
        return Objects.requireNonNull(channel);
    }

    ConnectionTimer timer() {
        return timer;
    }

    @Nullable
    TlsFacts tls() {
        return tls;
    }

    ForwardedFields forwarded() {
        return forwarded;
    }

    Listening listening() {
        return listening;
    }

    ExchangePool exchanges() {
        return exchanges;
    }

    ClientAddress peer() {
        return peer;
    }
}
