package dev.skein.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/** What has come, behind what had not been consumed yet. */
public final class Joined {
    private Joined() {}

    /** Takes both buffers over and gives one; usually nothing was left and nothing is copied. */
    public static ByteBuf of(ChannelHandlerContext context, ByteBuf pending, ByteBuf more) {
        if (!pending.isReadable()) {
            pending.release();
            return more;
        }
        ByteBuf both = context.alloc().directBuffer(pending.readableBytes() + more.readableBytes());
        both.writeBytes(pending).writeBytes(more);
        pending.release();
        more.release();
        return both;
    }
}
