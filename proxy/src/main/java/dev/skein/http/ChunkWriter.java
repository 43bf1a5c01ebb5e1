package dev.skein.http;

import io.netty.buffer.ByteBuf;

/**
 * Writes the framing of a chunked body (RFC 9112 §7.1). A body is: for each piece {@link #header}, the payload,
 * {@link #lineEnd}; then {@link #last}, or {@link #lastHeader}, {@link ChunkScanner#writeTrailer} for each field, {@link #lineEnd}.
 */
public final class ChunkWriter {
    /** The most bytes that {@link #header} writes. */
    public static final int MAX_HEADER = 10;

    /** How many bytes {@link #last} writes. */
    public static final int LAST = 5;

    private static final int CRLF = ('\r' << 8) | '\n';
    private static final byte[] DIGITS = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    private ChunkWriter() {}

    /**
     * Writes a chunk's size and the end of its line.
     *
     * @param size 1 or more bytes of payload; a size of 0 would end the body
     */
    public static void header(ByteBuf out, int size) {
        if (size <= 0) {
            throw new IllegalArgumentException("size: " + size + " (expected: > 0)");
        }
        int shift = (31 - Integer.numberOfLeadingZeros(size)) / 4 * 4;
        for (; shift >= 0; shift -= 4) {
            out.writeByte(DIGITS[size >>> shift & 15]);
        }
        out.writeShort(CRLF);
    }

    /** Writes what follows a chunk's payload, and what ends a trailer section. */
    public static void lineEnd(ByteBuf out) {
        out.writeShort(CRLF);
    }

    /** Writes the end of a body without trailers. */
    public static void last(ByteBuf out) {
        lastHeader(out);
        out.writeShort(CRLF);
    }

    /** Writes the last chunk, which trailer fields and {@link #lineEnd} follow. */
    public static void lastHeader(ByteBuf out) {
        out.writeByte('0');
        out.writeShort(CRLF);
    }
}
