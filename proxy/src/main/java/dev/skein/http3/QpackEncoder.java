package dev.skein.http3;

import dev.skein.http2.FieldWriter;
import dev.skein.http2.HpackScratch;
import dev.skein.http2.PrefixedInteger;
import dev.skein.http2.Secrets;
import dev.skein.http2.StringLiteral;
import io.netty.buffer.ByteBuf;

/**
 * Writes header blocks (RFC 9204 §4.5), straight into a buffer and without a table: what a table would save of a response,
 * it would cost in waiting after each loss, since packets come in any order. One loop's.
 */
public final class QpackEncoder implements FieldWriter {
    private static final int STATIC_INDEXED = 0xc0;
    private static final int STATIC_NAME = 0x50;
    private static final int STATIC_NAME_NEVER_INDEXED = 0x70;
    private static final int LITERAL = 0x20;
    private static final int LITERAL_NEVER_INDEXED = 0x30;
    /** The first one named {@code :status}. */
    private static final int STATUS = 24;

    private final HpackScratch scratch;

    public QpackEncoder(HpackScratch scratch) {
        this.scratch = scratch;
    }

    /** No entry of a table is needed. */
    @Override
    public void begin(ByteBuf out) {
        out.writeShort(0);
    }

    @Override
    public void status(ByteBuf out, int status) {
        int index = switch (status) {
            case 103 -> STATUS;
            case 200 -> 25;
            case 304 -> 26;
            case 404 -> 27;
            case 503 -> 28;
            case 100 -> 63;
            case 204 -> 64;
            case 206 -> 65;
            case 302 -> 66;
            case 400 -> 67;
            case 403 -> 68;
            case 421 -> 69;
            case 425 -> 70;
            case 500 -> 71;
            default -> 0;
        };
        if (index > 0) {
            PrefixedInteger.write(out, STATIC_INDEXED, 6, index);
        } else {
            PrefixedInteger.write(out, STATIC_NAME, 4, STATUS);
            StringLiteral.status(out, status);
        }
    }

    @Override
    public void field(ByteBuf out, byte[] bytes, int nameStart, int nameEnd, int valueStart, int valueEnd) {
        int name = nameEnd - nameStart;
        int length = name + valueEnd - valueStart;
        byte[] text = scratch.lower(bytes, nameStart, nameEnd, valueStart, valueEnd);
        int index = QpackTable.FIELDS.find(text, 0, name);
        int whole = index == 0 ? 0 : QpackTable.FIELDS.findValue(index, text, name, length);
        boolean secret = Secrets.is(text, name);
        if (whole > 0) {
            PrefixedInteger.write(out, STATIC_INDEXED, 6, whole - 1);
            return;
        }
        if (index > 0) {
            PrefixedInteger.write(out, secret ? STATIC_NAME_NEVER_INDEXED : STATIC_NAME, 4, index - 1);
        } else {
            StringLiteral.write(out, secret ? LITERAL_NEVER_INDEXED : LITERAL, 3, text, 0, name);
        }
        StringLiteral.write(out, 0, 7, text, name, length);
    }
}
