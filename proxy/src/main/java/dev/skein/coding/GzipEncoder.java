package dev.skein.coding;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** A stream of gzip (RFC 1952), piece by piece; used again for stream after stream. Holds a quarter of a megabyte. */
final class GzipEncoder implements ContentEncoder {
    private static final byte[] HEAD = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3};
    private static final int LEAST = 512;

    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final CRC32 sum = new CRC32();
    private long size;
    private boolean begun;
    private boolean pending;

    GzipEncoder begin(int level) {
        deflater.reset();
        deflater.setLevel(level);
        sum.reset();
        size = 0;
        begun = false;
        pending = false;
        return this;
    }

    @Override
    public Coding coding() {
        return Coding.GZIP;
    }

    @Override
    public ByteBuf add(ByteBuf data, ByteBufAllocator allocator) {
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

    @Override
    public ByteBuf flush(ByteBufAllocator allocator) {
        ByteBuf out = allocator.directBuffer(LEAST);
        head(out);
        while (!deflate(out, Deflater.SYNC_FLUSH)) {
            // There is more of it.
        }
        pending = false;
        return out;
    }

    @Override
    public boolean pending() {
        return pending;
    }

    @Override
    public ByteBuf end(ByteBufAllocator allocator) {
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

    @Override
    public void free() {
        deflater.end();
    }
}
