package dev.skein.http2;

import dev.skein.model.Ascii;
import io.netty.buffer.ByteBuf;

/** The client's first 24 bytes (RFC 9113 §3.4). */
public final class Preface {
    private static final byte[] TEXT = Ascii.bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    private int seen;

    /** Takes what there is of it; false where something else came. */
    public boolean take(ByteBuf in) {
        while (seen < TEXT.length && in.isReadable()) {
            if (in.readByte() != TEXT[seen]) {
                return false;
            }
            seen++;
        }
        return true;
    }

    public boolean complete() {
        return seen == TEXT.length;
    }

    /** Appends it, for the side that speaks first. */
    public static void write(ByteBuf out) {
        out.writeBytes(TEXT);
    }
}
