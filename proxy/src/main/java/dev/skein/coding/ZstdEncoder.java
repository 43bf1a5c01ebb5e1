package dev.skein.coding;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;

/** A stream of zstd (RFC 8878); used again for stream after stream. Holds a megabyte and a half. */
final class ZstdEncoder implements ContentEncoder {
    /** A window of 256 KiB: far below the 8 MiB that every client must take (RFC 9659). */
    private static final int WINDOW_LOG = 18;

    private static final int TABLE_LOG = 17;
    private static final int LEAST = 512;
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    private final ZstdCompressCtx context = new ZstdCompressCtx();
    private boolean pending;

    ZstdEncoder begin(int level, long length) {
        context.reset();
        context.setLevel(level);
        context.setWindowLog(WINDOW_LOG);
        context.setHashLog(TABLE_LOG);
        context.setChainLog(TABLE_LOG);
        if (length >= 0) {
            context.setPledgedSrcSize(length);
        }
        pending = false;
        return this;
    }

    @Override
    public Coding coding() {
        return Coding.ZSTD;
    }

    @Override
    public ByteBuf add(ByteBuf data, ByteBufAllocator allocator) {
        ByteBuf out = allocator.directBuffer(LEAST + data.readableBytes() / 2);
        ByteBuf direct = direct(data, allocator);
        try {
            ByteBuffer in = direct.nioBuffer();
            pending |= in.hasRemaining();
            while (in.hasRemaining()) {
                compress(out, in, EndDirective.CONTINUE);
            }
            return out;
        } finally {
            direct.release();
        }
    }

    /** The library reads nothing else. */
    private static ByteBuf direct(ByteBuf data, ByteBufAllocator allocator) {
        if (data.isDirect() && data.nioBufferCount() == 1) {
            return data;
        }
        ByteBuf copy = allocator.directBuffer(data.readableBytes()).writeBytes(data);
        data.release();
        return copy;
    }

    @Override
    public ByteBuf flush(ByteBufAllocator allocator) {
        pending = false;
        return whole(allocator, EndDirective.FLUSH);
    }

    @Override
    public boolean pending() {
        return pending;
    }

    @Override
    public ByteBuf end(ByteBufAllocator allocator) {
        return whole(allocator, EndDirective.END);
    }

    private ByteBuf whole(ByteBufAllocator allocator, EndDirective how) {
        ByteBuf out = allocator.directBuffer(LEAST);
        while (!compress(out, NOTHING.duplicate(), how)) {
            // There is more of it.
        }
        return out;
    }

    /** Whether all that was asked for is out. */
    private boolean compress(ByteBuf out, ByteBuffer in, EndDirective how) {
        out.ensureWritable(LEAST);
        ByteBuffer room = out.nioBuffer(out.writerIndex(), out.writableBytes());
        int before = room.position();
        boolean done = context.compressDirectByteBufferStream(room, in, how);
        out.writerIndex(out.writerIndex() + room.position() - before);
        return done;
    }

    @Override
    public void free() {
        context.close();
    }
}
