package dev.skein.http;

import dev.skein.model.FieldFilter;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Passes a head on: lines that stay are copied as they came, in as few runs as possible; what must not cross this hop is
 * left out. What is to be added follows by the caller, then the empty line.
 */
public final class HeadWriter {
    /** What no message takes over this hop (RFC 9110 §7.6.1), and framing, which is written anew. */
    public static final int HOP_BY_HOP = bit(FieldKind.HOP)
            | bit(FieldKind.CONNECTION)
            | bit(FieldKind.TE)
            | bit(FieldKind.UPGRADE)
            | bit(FieldKind.TRANSFER_ENCODING)
            | bit(FieldKind.NOMINATED);

    public static final int CONTENT_LENGTH = bit(FieldKind.CONTENT_LENGTH);
    public static final int UPGRADE = bit(FieldKind.UPGRADE);
    public static final int HOST = bit(FieldKind.HOST);

    private static final byte[] HTTP_1_1 = {'H', 'T', 'T', 'P', '/', '1', '.', '1'};
    /** {@code " 200\r\n"}. */
    private static final int STATUS_AND_CRLF = 6;

    private static final int CRLF = '\r' << 8 | '\n';

    private HeadWriter() {}

    private static int bit(byte kind) {
        return 1 << kind;
    }

    /** The request line as it came, if nothing in it must change. */
    public static void requestLine(ByteBuf out, RequestHead head) {
        if (!head.rewritten && !head.http10) {
            out.writeBytes(head.bytes, head.methodStart, head.startLineEnd - head.methodStart);
        } else {
            requestLine(out, head, head.bytes, head.pathStart, head.pathEnd);
        }
    }

    /** The request line with another path; the query stays. */
    public static void requestLine(ByteBuf out, RequestHead head, byte[] path, int start, int end) {
        out.writeBytes(head.bytes, head.methodStart, head.methodEnd - head.methodStart);
        out.writeByte(' ');
        out.writeBytes(path, start, end - start);
        if (head.hasQuery) {
            out.writeByte('?');
            out.writeBytes(head.bytes, head.queryStart, head.queryEnd - head.queryStart);
        }
        out.writeByte(' ');
        out.writeBytes(HTTP_1_1);
        out.writeShort(CRLF);
    }

    /** The status line, always as HTTP/1.1 (RFC 9110 §2.5). */
    public static void statusLine(ByteBuf out, ResponseHead head) {
        int rest = HTTP_1_1.length;
        out.writeBytes(HTTP_1_1);
        int end = head.startLineEnd;
        if (end - rest > STATUS_AND_CRLF) {
            out.writeBytes(head.bytes, rest, end - rest);
        } else {
            // The server left out the space that RFC 9112 §4 wants before an empty reason, too.
            out.writeBytes(head.bytes, rest, STATUS_AND_CRLF - 2);
            out.writeByte(' ');
            out.writeShort(CRLF);
        }
    }

    /**
     * Whether a field is left out.
     *
     * @param dropped bits of the kinds that are
     * @param filter names what else is; null for nothing
     */
    public static boolean drops(Head head, int field, int dropped, @Nullable FieldFilter filter) {
        return (dropped >>> head.kinds[field] & 1) != 0
                || filter != null && filter.drops(head.bytes, head.nameStart(field), head.nameEnd(field));
    }

    /**
     * The fields that pass.
     *
     * @param dropped bits of the kinds that are left out
     * @param filter names what else is left out; null for nothing
     */
    public static void fields(ByteBuf out, Head head, int dropped, @Nullable FieldFilter filter) {
        byte[] bytes = head.bytes;
        int runStart = -1;
        for (int field = 0, count = head.count; field < count; field++) {
            boolean drop = drops(head, field, dropped, filter);
            if (drop) {
                if (runStart >= 0) {
                    out.writeBytes(bytes, runStart, head.nameStart(field) - runStart);
                    runStart = -1;
                }
            } else if (runStart < 0) {
                runStart = head.nameStart(field);
            }
        }
        if (runStart >= 0) {
            out.writeBytes(bytes, runStart, head.filled - 2 - runStart);
        }
    }
}
