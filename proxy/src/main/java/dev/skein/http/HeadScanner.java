package dev.skein.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The one pass over a head: lines, names, values. Takes up where it stopped when more bytes have come. */
final class HeadScanner {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private HeadScanner() {}

    static int scan(Head head) {
        if (head.startLineEnd == 0) {
            int state = scanStartLine(head);
            if (state != Head.COMPLETE) {
                return state;
            }
        }
        while (true) {
            if (head.line >= head.filled) {
                return Head.INCOMPLETE;
            }
            if (head.bytes[head.line] == '\r') {
                return endOfHead(head);
            }
            int state = scanField(head);
            if (state != Head.COMPLETE) {
                return state;
            }
        }
    }

    private static int scanStartLine(Head head) {
        // One empty line before a request is forgiven, as RFC 9112 §2.2 asks for.
        if (head.line == 0
                && head instanceof RequestHead
                && head.filled >= 2
                && head.bytes[0] == '\r'
                && head.bytes[1] == '\n') {
            head.line = 2;
        }
        int from = head.line;
        int at = valueEnd(head.bytes, from, head.filled);
        if (at - from > head.limits.startLineBytes()) {
            return head.reject(head.tooLongStartLine(), "start line over " + head.limits.startLineBytes() + " bytes");
        }
        if (at + 1 >= head.filled) {
            return at < head.filled && head.bytes[at] != '\r'
                    ? head.reject(head.malformed(), "control byte in start line")
                    : Head.INCOMPLETE;
        }
        if (head.bytes[at] != '\r' || head.bytes[at + 1] != '\n') {
            return head.reject(head.malformed(), "start line does not end in CR LF");
        }
        head.line = at + 2;
        head.startLineEnd = head.line;
        return head.parseStartLine(from, at);
    }

    private static int scanField(Head head) {
        byte[] bytes = head.bytes;
        int filled = head.filled;
        int nameStart = head.line;
        int at = nameStart;
        while (at < filled && Chars.isToken(bytes[at])) {
            at++;
        }
        if (at >= filled) {
            return Head.INCOMPLETE;
        }
        if (bytes[at] != ':' || at == nameStart) {
            return head.reject(head.malformed(), "malformed field name");
        }
        int nameEnd = at;
        int valueStart = at + 1;
        int end = valueEnd(bytes, valueStart, filled);
        if (end + 1 >= filled) {
            return end < filled && bytes[end] != '\r'
                    ? head.reject(head.malformed(), "control byte in field value")
                    : Head.INCOMPLETE;
        }
        if (bytes[end] != '\r' || bytes[end + 1] != '\n') {
            return head.reject(head.malformed(), "field line does not end in CR LF");
        }
        head.line = end + 2;
        return addField(head, nameStart, nameEnd, valueStart, end);
    }

    private static int addField(Head head, int nameStart, int nameEnd, int valueStart, int valueEnd) {
        if (head.count == head.limits.fields()) {
            return head.reject(head.tooLargeFailure(), "more than " + head.limits.fields() + " fields");
        }
        if (head.count == head.kinds.length) {
            head.kinds = Arrays.copyOf(head.kinds, head.count * 2);
            head.spans = Arrays.copyOf(head.spans, head.spans.length * 2);
        }
        int start = valueStart;
        int end = valueEnd;
        while (start < end && (head.bytes[start] == ' ' || head.bytes[start] == '\t')) {
            start++;
        }
        while (end > start && (head.bytes[end - 1] == ' ' || head.bytes[end - 1] == '\t')) {
            end--;
        }
        int at = head.count * Head.FIELD_INTS;
        head.spans[at] = nameStart;
        head.spans[at + 1] = nameEnd;
        head.spans[at + 2] = start;
        head.spans[at + 3] = end;
        byte kind = FieldKind.of(head.bytes, nameStart, nameEnd);
        head.kinds[head.count++] = kind;
        return kind == FieldKind.ORDINARY ? Head.COMPLETE : Framing.note(head, kind, start, end);
    }

    private static int endOfHead(Head head) {
        if (head.line + 1 >= head.filled) {
            return Head.INCOMPLETE;
        }
        if (head.bytes[head.line + 1] != '\n') {
            return head.reject(head.malformed(), "head does not end in CR LF");
        }
        head.line += 2;
        if (head.chunked && head.contentLength >= 0) {
            return head.reject(head.malformed(), "Content-Length beside Transfer-Encoding");
        }
        if (head.nominates) {
            Nominations.mark(head);
        }
        return head.finish();
    }

    /** First byte at or after {@code from} that no field value may hold, or {@code end}. Eight bytes a step. */
    private static int valueEnd(byte[] bytes, int from, int end) {
        int at = from;
        while (at + 8 <= end) {
            long word = (long) LONGS.get(bytes, at);
            long control = (word - ONES * 0x20) & ~word & HIGHS;
            long delete = word ^ (ONES * 0x7f);
            if ((control | ((delete - ONES) & ~delete & HIGHS)) != 0) {
                break;
            }
            at += 8;
        }
        while (at < end && Chars.isValue(bytes[at])) {
            at++;
        }
        return at;
    }
}
