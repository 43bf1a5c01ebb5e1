package dev.skein.listener;

import dev.skein.model.ClientAddress;
import dev.skein.proxying.TcpListening;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a client's first message of TLS, which says for whom it asks, and passes it on with all the rest: TLS ends at the
 * server. Who speaks anything else goes without a name. Confined to its loop.
 */
final class HelloEntrance extends FirstMessage {
    private final TcpListening listening;

    HelloEntrance(Beginning beginning, TcpListening listening, ClientAddress client) {
        super(beginning, client);
        this.listening = listening;
    }

    @Override
    long patienceNanos() {
        return listening.helloNanos();
    }

    @Override
    void timedOut() {
        listening.stats().handshakeFailed();
        close();
    }

    @Override
    void read(ChannelHandlerContext context, ClientHello hello, int what) {
        switch (what) {
            case ClientHello.DONE -> go(context, hello.serverName());
            case ClientHello.NOT_TLS -> go(context, null);
            default -> timedOut();
        }
    }

    private void go(ChannelHandlerContext context, @Nullable String serverName) {
        timer.remove();
        ByteBuf bytes = taken();
        context.pipeline().addLast(new TcpConnection(beginning, listening, client, serverName, null));
        context.fireChannelRead(bytes);
        context.pipeline().remove(this);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            // No hello will come any more.
            timedOut();
        }
    }
}
