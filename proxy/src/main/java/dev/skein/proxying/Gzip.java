package dev.skein.proxying;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** A stream of gzip (RFC 1952), piece by piece; used again for stream after stream. Holds a quarter of a megabyte. */
final class Gzip {
    private static final byte[] HEAD = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3};
    private static final int LEAST = 512;

    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final CRC32 sum = new CRC32();
    private long size;
    private boolean begun;
    private boolean pending;

    void begin(int level) {
        deflater.reset();
        deflater.setLevel(level);
        sum.reset();
        size = 0;
        begun = false;
        pending = false;
    }

    /** What has come out of it by now; possibly nothing. Releases the data. */
    ByteBuf add(ByteBuf data, ByteBufAllocator allocator) {
        ByteBuf out = allocator.directBuffer(LEAST + data.readableBytes() / 2);
        try {
            head(out);
            ByteBuffer in = data.nioBuffer();
            size += in.remaining();
            pending |= in.hasRemaining();
            sum.update(in.duplicate());
            deflater.setInput(in);
            // With a new level the first call takes nothing yet.
            while (!deflater.needsInput()) {
                deflate(out, Deflater.NO_FLUSH);
            }
            return out;
        } finally {
            data.release();
        }
    }

    /** All that was added so far: whoever reads must not wait for what comes next. */
    ByteBuf flush(ByteBufAllocator allocator) {
        ByteBuf out = allocator.directBuffer(LEAST);
        head(out);
        while (!deflate(out, Deflater.SYNC_FLUSH)) {
            // There is more of it.
        }
        pending = false;
        return out;
    }

    /** Whether something was added since the last flush. */
    boolean pending() {
        return pending;
    }

    /** The rest. */
    ByteBuf end(ByteBufAllocator allocator) {
        ByteBuf out = allocator.directBuffer(LEAST);
        head(out);
        deflater.finish();
        while (!deflater.finished()) {
            deflate(out, Deflater.NO_FLUSH);
        }
        out.writeIntLE((int) sum.getValue());
        out.writeIntLE((int) size);
        return out;
    }

    private void head(ByteBuf out) {
        if (!begun) {
            begun = true;
            out.writeBytes(HEAD);
        }
    }

    /** Whether the room was enough. */
    private boolean deflate(ByteBuf out, int mode) {
        out.ensureWritable(LEAST);
        int room = out.writableBytes();
        int written = deflater.deflate(out.nioBuffer(out.writerIndex(), room), mode);
        out.writerIndex(out.writerIndex() + written);
        return written < room;
    }

    /** Gives its memory back. */
    void free() {
        deflater.end();
    }
}
