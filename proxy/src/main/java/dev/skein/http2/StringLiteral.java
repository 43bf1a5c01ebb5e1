package dev.skein.http2;

import io.netty.buffer.ByteBuf;

/** Strings in header blocks, without Huffman code: RFC 7541 §5.2, RFC 9204 §4.1.2. Any thread. */
public final class StringLiteral {
    private StringLiteral() {}

    /**
     * The length, and what of {@code bytes} it counts.
     *
     * @param first the bits before the length
     * @param prefix how many bits of the first byte are the length's, 3 to 7
     */
    public static void write(ByteBuf out, int first, int prefix, byte[] bytes, int from, int to) {
        PrefixedInteger.write(out, first, prefix, to - from);
        out.writeBytes(bytes, from, to - from);
    }

    /** Three digits, and their number. */
    public static void status(ByteBuf out, int status) {
        out.writeInt(3 << 24 | '0' + status / 100 << 16 | '0' + status / 10 % 10 << 8 | '0' + status % 10);
    }
}
