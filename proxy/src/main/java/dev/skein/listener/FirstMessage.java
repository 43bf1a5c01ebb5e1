package dev.skein.listener;

import dev.skein.model.ClientAddress;
import dev.skein.transport.Joined;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/** Gathers a client's first message of TLS, which says for whom it asks, as long as there is time. Confined to its loop. */
abstract sealed class FirstMessage extends ChannelInboundHandlerAdapter permits HelloEntrance, TlsEntrance {
    final Beginning beginning;
    final ClientAddress client;
    final ConnectionTimer timer;
    private final ClientHello hello = new ClientHello();
    private @Nullable Channel channel;
    private ByteBuf pending = Unpooled.EMPTY_BUFFER;

    FirstMessage(Beginning beginning, ClientAddress client) {
        this.beginning = beginning;
        this.client = client;
        this.timer = new ConnectionTimer(beginning.loop(), this::timedOut);
    }

    /** How long it may take, in nanoseconds. */
    abstract long patienceNanos();

    /** It took longer. */
    abstract void timedOut();

    /** It is whole, or something else: by {@link ClientHello#read}. */
    abstract void read(ChannelHandlerContext context, ClientHello hello, int what);

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
        timer.start(patienceNanos());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        pending = Joined.of(context, pending, (ByteBuf) message);
        if (pending.isReadable()) {
            int what = hello.read(pending);
            // Else the rest is on its way.
            if (what != ClientHello.NEED_MORE) {
                read(context, hello, what);
            }
        }
    }

    /** What came so far, for whoever goes on with it. */
    ByteBuf taken() {
        ByteBuf bytes = pending;
        pending = Unpooled.EMPTY_BUFFER;
        return bytes;
    }

    /** Whether it begins as a request of HTTP in clear text does. */
    boolean beginsWithLetter() {
        byte first = pending.getByte(pending.readerIndex());
        return first >= 'A' && first <= 'Z';
    }

    void close() {
        if (channel != null) {
            channel.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        timer.remove();
        taken().release();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // Resets are everyday life.
        context.close();
    }
}
