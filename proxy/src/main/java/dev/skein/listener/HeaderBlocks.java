package dev.skein.listener;

import dev.skein.http.FieldRules;
import dev.skein.http.HeadWriter;
import dev.skein.http.ResponseHead;
import dev.skein.http2.FieldWriter;
import dev.skein.model.FieldFilter;
import dev.skein.proxying.ExchangePool;
import dev.skein.proxying.LocalResponse;
import dev.skein.proxying.ResponseEdits;
import dev.skein.upstream.BodyKind;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Writes heads of responses, and trailers, as header blocks of HTTP/2 and 3. */
final class HeaderBlocks {
    private HeaderBlocks() {}

    /** Bytes that a head will hardly exceed. */
    static int room(ResponseHead head, int added) {
        return head.length() + added + 64;
    }

    static void informational(FieldWriter encoder, ByteBuf out, ResponseHead head, ResponseEdits edits) {
        encoder.begin(out);
        encoder.status(out, head.status());
        fields(encoder, out, head, HeadWriter.HOP_BY_HOP | HeadWriter.CONTENT_LENGTH, edits.dropped());
    }

    static void write(FieldWriter encoder, ByteBuf out, ResponseHead head, BodyKind body, ResponseEdits edits) {
        int dropped = HeadWriter.HOP_BY_HOP;
        if (head.status() == 204 || body == BodyKind.CHUNKED || body == BodyKind.UNTIL_CLOSE) {
            dropped |= HeadWriter.CONTENT_LENGTH;
        }
        encoder.begin(out);
        // RFC 8441 §5, RFC 9220 §3: there is no 101.
        encoder.status(out, body == BodyKind.TUNNEL ? 200 : head.status());
        fields(encoder, out, head, dropped, edits.dropped());
        lines(encoder, out, edits.lines().bytes(), 0, edits.lines().length());
    }

    private static void fields(
            FieldWriter encoder, ByteBuf out, ResponseHead head, int dropped, @Nullable FieldFilter filter) {
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

    /** Of a response of our own. */
    static void local(
            FieldWriter encoder, Http2Scratch scratch, ByteBuf out, LocalResponse local, ExchangePool exchanges) {
        encoder.begin(out);
        encoder.status(out, local.status());
        ByteBuf text = exchanges.loop().allocator().heapBuffer(512);
        try {
            LocalHead.write(text, local, exchanges);
            text.skipBytes(text.bytesBefore((byte) '\n') + 1);
            text(encoder, scratch, out, text);
        } finally {
            text.release();
        }
    }

    /** Trailers, from lines {@code Name: value CR LF}; the buffer stays as it is. */
    static void lines(FieldWriter encoder, Http2Scratch scratch, ByteBuf out, ByteBuf lines) {
        encoder.begin(out);
        text(encoder, scratch, out, lines.duplicate());
    }

    private static void text(FieldWriter encoder, Http2Scratch scratch, ByteBuf out, ByteBuf lines) {
        int length = lines.readableBytes();
        byte[] bytes = scratch.copy(lines, length);
        lines(encoder, out, bytes, 0, length);
    }

    private static void lines(FieldWriter encoder, ByteBuf out, byte[] bytes, int start, int end) {
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

    private static void line(FieldWriter encoder, ByteBuf out, byte[] bytes, int start, int colon, int lineEnd) {
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
