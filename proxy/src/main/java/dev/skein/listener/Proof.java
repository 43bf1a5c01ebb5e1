package dev.skein.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/** Behind the engine of a handshake by which an authority is shown that a name leads here: with it all is said. On its loop. */
final class Proof extends ChannelInboundHandlerAdapter {
    private final ConnectionTimer timer;

    /** @param timer runs already, and closes the channel */
    Proof(ConnectionTimer timer) {
        this.timer = timer;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent) {
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        timer.remove();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // The engine has told of it by an event.
        context.close();
    }
}
