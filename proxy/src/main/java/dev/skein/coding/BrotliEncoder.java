package dev.skein.coding;

import com.aayushatharva.brotli4j.encoder.BrotliEncoderChannel;
import com.aayushatharva.brotli4j.encoder.Encoder.Parameters;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A stream of brotli (RFC 7932): one only. Holds two megabytes. */
final class BrotliEncoder implements ContentEncoder {
    /** From 6 on it takes more memory, and twice the time for two hundredths of the size. */
    private static final int MOST = 5;
    /** A window of 256 KiB. */
    private static final int WINDOW = 18;

    private static final int INPUT = 16 * 1024;
    private static final int LEAST = 512;

    private final BrotliEncoderChannel channel;
    private ByteBuf out = Unpooled.EMPTY_BUFFER;
    private boolean pending;
    private boolean open = true;

    BrotliEncoder(int level) {
        try {
            Parameters parameters =
                    new Parameters().setQuality(Math.min(level, MOST)).setWindow(WINDOW);
            channel = new BrotliEncoderChannel(new Output(), parameters, INPUT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Coding coding() {
        return Coding.BR;
    }

    @Override
    public ByteBuf add(ByteBuf data, ByteBufAllocator allocator) {
        begin(allocator, LEAST + data.readableBytes() / 2);
        try {
            ByteBuffer in = data.nioBuffer();
            pending |= in.hasRemaining();
            while (in.hasRemaining()) {
                channel.write(in);
            }
        } catch (IOException e) {
            throw failed(e);
        } finally {
            data.release();
        }
        return taken();
    }

    @Override
    public ByteBuf flush(ByteBufAllocator allocator) {
        begin(allocator, LEAST);
        pending = false;
        try {
            channel.flush();
        } catch (IOException e) {
            throw failed(e);
        }
        return taken();
    }

    @Override
    public boolean pending() {
        return pending;
    }

    @Override
    public ByteBuf end(ByteBufAllocator allocator) {
        begin(allocator, LEAST);
        open = false;
        try {
            channel.close();
        } catch (IOException e) {
            throw failed(e);
        }
        return taken();
    }

    private void begin(ByteBufAllocator allocator, int size) {
        out = allocator.directBuffer(size);
    }

    private ByteBuf taken() {
        ByteBuf full = out;
        out = Unpooled.EMPTY_BUFFER;
        return full;
    }

    private UncheckedIOException failed(IOException e) {
        taken().release();
        return new UncheckedIOException(e);
    }

    @Override
    public void free() {
        if (open) {
            open = false;
            // Closing ends the stream, too: its last bytes are for nobody.
            out = Unpooled.buffer(LEAST);
            try {
                channel.close();
            } catch (IOException e) {
                throw failed(e);
            }
            taken().release();
        }
    }

    private final class Output implements WritableByteChannel {
        @Override
        public int write(ByteBuffer piece) {
            int size = piece.remaining();
            out.writeBytes(piece);
            return size;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // What it has written stays.
        }
    }
}
