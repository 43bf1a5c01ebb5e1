package dev.skein.listener;

import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;

/** From the lines of an HTTP/1.1 head to the fields of HTTP/2: names in lower case (RFC 9113 §8.2). */
final class Http2Fields {
    private Http2Fields() {}

    /** Adds each line {@code Name: value CR LF} from the buffer's reader index on; the buffer stays as it is. */
    static void add(MultiMap to, ByteBuf lines) {
        byte[] bytes = new byte[lines.readableBytes()];
        lines.getBytes(lines.readerIndex(), bytes);
        add(to, bytes, 0, bytes.length);
    }

    static void add(MultiMap to, byte[] bytes, int start, int end) {
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
            add(to, bytes, at, colon, lineEnd);
            at = lineEnd + 2;
        }
    }

    private static void add(MultiMap to, byte[] bytes, int start, int colon, int lineEnd) {
        int from = colon + 1;
        int until = lineEnd;
        while (from < until && (bytes[from] == ' ' || bytes[from] == '\t')) {
            from++;
        }
        while (until > from && (bytes[until - 1] == ' ' || bytes[until - 1] == '\t')) {
            until--;
        }
        AsciiString name = new AsciiString(bytes, start, colon - start, true).toLowerCase();
        to.add(name, new AsciiString(bytes, from, until - from, true));
    }
}
