package dev.skein.http2;

import io.netty.buffer.ByteBuf;

/** An integer behind a prefix of some bits (RFC 7541 §5.1), as written by both kinds of header compression. */
public final class PrefixedInteger {
    private PrefixedInteger() {}

    /**
     * Appends one.
     *
     * @param kind what stands in the bits above the prefix
     * @param prefix bits, 1 to 8
     */
    public static void write(ByteBuf out, int kind, int prefix, int value) {
        int mask = (1 << prefix) - 1;
        if (value < mask) {
            out.writeByte(kind | value);
            return;
        }
        out.writeByte(kind | mask);
        int rest = value - mask;
        while (rest >= 0x80) {
            out.writeByte(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }
}
