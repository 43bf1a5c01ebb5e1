package dev.skein.proxying;

import dev.skein.transport.HalfClosed;
import dev.skein.transport.Joined;
import dev.skein.upstream.Leaving;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a relayed connection: buffers go from its channel to the other one as they come, and wait in the kernel
 * where that takes no more. Last in its channel's pipeline; confined to the loop.
 */
final class TcpFlow extends ChannelInboundHandlerAdapter {
    /** Bytes kept while it is not known yet where they go. */
    private static final int MOST_HELD = 64 * 1024;

    private final TcpRelay relay;
    private final boolean ofClient;
    private @Nullable Channel from;
    private @Nullable Channel to;
    private ByteBuf held = Unpooled.EMPTY_BUFFER;
    private boolean inputEnded;
    private boolean broken;
    private boolean gone;
    private boolean dropped;

    /** @param ofClient whether it is the client that speaks */
    TcpFlow(TcpRelay relay, boolean ofClient) {
        this.relay = relay;
        this.ofClient = ofClient;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        Channel channel = context.channel();
        from = channel;
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        // Ends that vanish without a word are found out by the kernel, be the idle timeout as long as it may.
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        channel.config().setWriteBufferWaterMark(relay.services.memory().mark());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf data = (ByteBuf) message;
        if (dropped) {
            data.release();
            return;
        }
        relay.moved(ofClient, data.readableBytes());
        Channel target = to;
        if (target == null) {
            held = Joined.of(context, held, data);
            pause(held.readableBytes() >= MOST_HELD);
        } else {
            target.write(data, target.voidPromise());
            pause(!target.isWritable());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (to != null) {
            to.flush();
        }
    }

    /** Where the bytes go is known; those of before leave. */
    void begin(Channel target) {
        to = target;
        if (held.isReadable()) {
            target.writeAndFlush(held, target.voidPromise());
            held = Unpooled.EMPTY_BUFFER;
        }
        pace();
    }

    /** After {@link #begin} of both directions: an end of before that comes into force must not take bytes away. */
    void begun() {
        if (gone) {
            relay.gone(this);
        } else if (inputEnded) {
            relay.inputEnded(this);
        }
    }

    /** Reads as long as the other end takes it. */
    void pace() {
        if (to != null) {
            pause(!to.isWritable());
        }
    }

    private void pause(boolean on) {
        channel().config().setAutoRead(!on);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            relay.writable(this);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            HalfClosed.of(context.channel());
            inputEnded();
        } else if (event instanceof SslCloseCompletionEvent) {
            inputEnded();
        }
    }

    private void inputEnded() {
        if (!inputEnded) {
            inputEnded = true;
            if (to != null) {
                relay.inputEnded(this);
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        gone = true;
        if (to != null || ofClient) {
            relay.gone(this);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // Resets are everyday life; what it means is said when the channel is gone.
        broken = true;
        context.close();
    }

    /** Nobody waits for what is kept any more, nor for what still comes. */
    void drop() {
        dropped = true;
        held.release();
        held = Unpooled.EMPTY_BUFFER;
    }

    /** After an end in order, who takes its time gets all the same what was sent: as long as it might be idle. */
    void leave(boolean inOrder, long idleNanos) {
        drop();
        if (inOrder) {
            Leaving.whileTaken(channel(), idleNanos);
        } else {
            Leaving.afterWrites(channel());
        }
    }

    /** Whether this end has said all. */
    boolean ended() {
        return inputEnded;
    }

    /** Whether it ended otherwise than in order. */
    boolean broken() {
        return broken;
    }

    boolean ofClient() {
        return ofClient;
    }

    /** TLS can't tell the end of one direction from that of both. */
    boolean encrypted() {
        return channel().pipeline().get(SslHandler.class) != null;
    }

    Channel channel() {
        return Objects.requireNonNull(from);
    }
}
