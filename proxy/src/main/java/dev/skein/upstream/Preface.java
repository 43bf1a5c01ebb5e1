package dev.skein.upstream;

import dev.skein.http.ProxyProtocolHeader;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Tells the server who the client is, ahead of all else on a connection, TLS included. */
final class Preface extends ChannelInboundHandlerAdapter {
    private final ProxyProtocolHeader version;
    private final Caller caller;

    Preface(ProxyProtocolHeader version, Caller caller) {
        this.version = version;
        this.caller = caller;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        ByteBuf header = context.alloc().directBuffer(ProxyProtocolHeader.LONGEST);
        version.write(header, caller.client(), caller.local());
        context.writeAndFlush(header, context.voidPromise());
        context.fireChannelActive();
        context.pipeline().remove(this);
    }
}
