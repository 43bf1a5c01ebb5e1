package dev.skein.listener;

import dev.skein.http.ProxyProtocol;
import dev.skein.model.ClientAddress;
import dev.skein.model.NetworkSet;
import dev.skein.transport.Joined;
import dev.skein.upstream.Caller;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import org.jspecify.annotations.Nullable;

/**
 * Reads the PROXY protocol at the beginning of a connection, then makes room for HTTP. A peer that is not one of the
 * trusted ones, or that begins otherwise, is let go: who the client is must never be guessed.
 */
final class ProxyProtocolReader extends ChannelInboundHandlerAdapter {
    private final Door door;
    private final Beginning beginning;
    private final Place place;
    private final ClientAddress peer;
    private final NetworkSet trusted;
    private final ProxyProtocol decoder = new ProxyProtocol();
    private final ConnectionTimer timer;
    private @Nullable Channel channel;
    private ByteBuf pending = Unpooled.EMPTY_BUFFER;

    /**
     * Of a connection that was let in.
     *
     * @param beginning what comes after it
     * @param place that it has, for nobody yet
     * @param peer the socket's other end
     * @param trusted the only peers that may connect
     */
    ProxyProtocolReader(Beginning beginning, Place place, ClientAddress peer, NetworkSet trusted) {
        this.door = beginning.door();
        this.beginning = beginning;
        this.place = place;
        this.peer = peer;
        this.trusted = trusted;
        this.timer = new ConnectionTimer(beginning.loop(), this::close);
    }

    private void close() {
        if (channel != null) {
            channel.close();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
        timer.start(door.listening().headerNanos());
        if (!trusted.contains(peer)) {
            door.listening().stats().refused();
            context.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        pending = Joined.of(context, pending, (ByteBuf) message);
        switch (decoder.decode(pending)) {
            case ProxyProtocol.NEED_MORE -> {
                // The rest is on its way.
            }
            case ProxyProtocol.DONE -> become(context);
            default -> {
                door.listening().stats().refused();
                context.close();
            }
        }
    }

    private void become(ChannelHandlerContext context) {
        ClientAddress source = decoder.source();
        if (source != null && !place.named(source)) {
            context.close();
            return;
        }
        timer.remove();
        if (decoder.destination() != null) {
            context.channel().attr(Caller.DESTINATION).set(decoder.destination());
        }
        ByteBuf rest = pending;
        pending = Unpooled.EMPTY_BUFFER;
        beginning.begin(context.pipeline(), source == null ? peer : source);
        if (rest.isReadable()) {
            context.fireChannelRead(rest);
        } else {
            rest.release();
        }
        context.pipeline().remove(this);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            // Nobody will be named any more.
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        timer.remove();
        pending.release();
        pending = Unpooled.EMPTY_BUFFER;
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
