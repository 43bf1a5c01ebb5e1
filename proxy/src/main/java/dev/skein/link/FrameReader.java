package dev.skein.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/** Bytes to frames. */
final class FrameReader extends ByteToMessageDecoder {
    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Frame.BadFrameException {
        if (in.readableBytes() < Integer.BYTES) {
            return;
        }
        int length = Frame.length(in);
        if (in.readableBytes() >= Integer.BYTES + length) {
            in.skipBytes(Integer.BYTES);
            out.add(Frame.decode(in, length));
        }
    }
}
