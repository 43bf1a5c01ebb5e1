package dev.skein.listener;

import dev.skein.http.FieldRules;
import dev.skein.http.HeadWriter;
import dev.skein.http.ResponseHead;
import dev.skein.http2.Frame;
import dev.skein.http2.HpackEncoder;
import dev.skein.model.FieldFilter;
import dev.skein.proxying.LocalResponse;
import dev.skein.proxying.ResponseEdits;
import dev.skein.upstream.BodyKind;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Writes heads of responses, and trailers, as header blocks, each behind room for its frame's head. */
final class Http2Heads {
    private Http2Heads() {}

    /** Bytes that a head will hardly exceed. */
    static int room(ResponseHead head, int added) {
        return head.length() + added + 64;
    }

    /** Leaves room for the frame's head; returns where it begins. */
    static int begin(ByteBuf out) {
        int start = out.writerIndex();
        out.writeZero(Frame.HEAD_BYTES);
        return start;
    }

    static void informational(HpackEncoder encoder, ByteBuf out, ResponseHead head) {
        encoder.begin(out);
        encoder.status(out, head.status());
        fields(encoder, out, head, HeadWriter.HOP_BY_HOP | HeadWriter.CONTENT_LENGTH, null);
    }

    static void write(HpackEncoder encoder, ByteBuf out, ResponseHead head, BodyKind body, ResponseEdits edits) {
        int dropped = HeadWriter.HOP_BY_HOP;
        if (head.status() == 204 || body == BodyKind.CHUNKED || body == BodyKind.UNTIL_CLOSE) {
            dropped |= HeadWriter.CONTENT_LENGTH;
        }
        encoder.begin(out);
        // RFC 8441 §5: there is no 101 in HTTP/2.
        encoder.status(out, body == BodyKind.TUNNEL ? 200 : head.status());
        fields(encoder, out, head, dropped, edits.dropped());
        lines(encoder, out, edits.lines().bytes(), 0, edits.lines().length());
    }

    private static void fields(
            HpackEncoder encoder, ByteBuf out, ResponseHead head, int dropped, @Nullable FieldFilter filter) {
        byte[] bytes = head.bytes();
        for (int field = 0, count = head.fieldCount(); field < count; field++) {
            if (!HeadWriter.drops(head, field, dropped, filter)) {
                encoder.field(
                        out,
                        bytes,
                        head.nameStart(field),
                        head.nameEnd(field),
                        head.valueStart(field),
                        head.valueEnd(field));
            }
        }
    }

    static void local(Http2Connection connection, ByteBuf out, LocalResponse local) {
        HpackEncoder encoder = connection.output.encoder;
        encoder.begin(out);
        encoder.status(out, local.status());
        ByteBuf text = connection.loop.allocator().heapBuffer(512);
        try {
            LocalHead.write(text, local, connection.exchanges());
            text.skipBytes(text.bytesBefore((byte) '\n') + 1);
            text(connection, out, text);
        } finally {
            text.release();
        }
    }

    /** Trailers, from lines {@code Name: value CR LF}; the buffer stays as it is. */
    static void lines(Http2Connection connection, ByteBuf out, ByteBuf lines) {
        connection.output.encoder.begin(out);
        text(connection, out, lines.duplicate());
    }

    private static void text(Http2Connection connection, ByteBuf out, ByteBuf lines) {
        int length = lines.readableBytes();
        byte[] bytes = connection.scratch.copy(lines, length);
        lines(connection.output.encoder, out, bytes, 0, length);
    }

    private static void lines(HpackEncoder encoder, ByteBuf out, byte[] bytes, int start, int end) {
        int at = start;
        while (at < end) {
            int colon = at;
            while (bytes[colon] != ':') {
                colon++;
            }
            int lineEnd = colon;
            while (bytes[lineEnd] != '\r') {
                lineEnd++;
            }
            if (!FieldRules.hopByHop(bytes, at, colon)) {
                line(encoder, out, bytes, at, colon, lineEnd);
            }
            at = lineEnd + 2;
        }
    }

    private static void line(HpackEncoder encoder, ByteBuf out, byte[] bytes, int start, int colon, int lineEnd) {
        int from = colon + 1;
        int until = lineEnd;
        while (from < until && isBlank(bytes[from])) {
            from++;
        }
        while (until > from && isBlank(bytes[until - 1])) {
            until--;
        }
        encoder.field(out, bytes, start, colon, from, until);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }
}
