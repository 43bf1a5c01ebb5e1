package dev.skein.upstream;

import dev.skein.http2.HpackEncoder;
import dev.skein.model.Ascii;
import dev.skein.model.ByteSink;
import io.netty.buffer.ByteBuf;

/**
 * Turns the head of a request, which the exchange writes as HTTP/1.1 text, into fields of HTTP/2 (RFC 9113 §8.3.1), and
 * lines of trailers likewise. The text is our own, so its form needs no checks. One connection's.
 */
final class Http2Request {
    private static final byte[] METHOD = Ascii.bytes(":method");
    private static final byte[] SCHEME = Ascii.bytes(":scheme");
    private static final byte[] AUTHORITY = Ascii.bytes(":authority");
    private static final byte[] PATH = Ascii.bytes(":path");
    private static final byte[] HTTP = Ascii.bytes("http");
    private static final byte[] HTTPS = Ascii.bytes("https");
    private static final byte[] HOST = Ascii.bytes("host");
    /** What an HTTP/1.1 head says of its own connection and framing; HTTP/2 forbids it (§8.2.2). */
    private static final byte[][] OF_HTTP_1 = {
        Ascii.bytes("connection"), Ascii.bytes("transfer-encoding"), Ascii.bytes("upgrade")
    };

    private final HpackEncoder encoder;
    private final boolean encrypted;
    private final ByteSink text = new ByteSink(1024);
    private final ByteSink pseudo = new ByteSink(256);
    private int nameEnd;
    private int valueStart;
    private int valueEnd;
    private int lineEnd;

    Http2Request(HpackEncoder encoder, boolean encrypted) {
        this.encoder = encoder;
        this.encrypted = encrypted;
    }

    /** Appends the header block of a head. */
    void head(ByteBuf out, ByteBuf head) {
        take(head);
        byte[] bytes = text.bytes();
        int methodEnd = indexOf(' ', 0);
        int pathEnd = indexOf(' ', methodEnd + 1);
        int fields = indexOf('\n', pathEnd) + 1;
        encoder.begin(out);
        pseudo(out, METHOD, bytes, 0, methodEnd);
        pseudo(out, SCHEME, encrypted ? HTTPS : HTTP, 0, encrypted ? HTTPS.length : HTTP.length);
        int host = fields;
        while (line(host) && !Ascii.equalsIgnoreCase(bytes, host, nameEnd, HOST)) {
            host = lineEnd + 2;
        }
        if (line(host)) {
            pseudo(out, AUTHORITY, bytes, valueStart, valueEnd);
        }
        pseudo(out, PATH, bytes, methodEnd + 1, pathEnd);
        for (int at = fields; line(at); at = lineEnd + 2) {
            if (at != host && !ofHttp1(bytes, at, nameEnd)) {
                encoder.field(out, bytes, at, nameEnd, valueStart, valueEnd);
            }
        }
    }

    /** Appends the header block of trailers. */
    void trailers(ByteBuf out, ByteBuf lines) {
        take(lines);
        encoder.begin(out);
        for (int at = 0; line(at); at = lineEnd + 2) {
            encoder.field(out, text.bytes(), at, nameEnd, valueStart, valueEnd);
        }
    }

    private void take(ByteBuf from) {
        text.clear();
        int length = from.readableBytes();
        int at = text.room(length);
        from.getBytes(from.readerIndex(), text.bytes(), at, length);
    }

    /** Finds the parts of the line that begins there, the value without white space around (RFC 9113 §8.2.1); false at the empty line, or where nothing is left. */
    private boolean line(int start) {
        byte[] bytes = text.bytes();
        if (start >= text.length() || bytes[start] == '\r') {
            return false;
        }
        nameEnd = indexOf(':', start);
        lineEnd = indexOf('\r', nameEnd);
        valueStart = nameEnd + 1;
        valueEnd = lineEnd;
        while (valueStart < valueEnd && isBlank(bytes[valueStart])) {
            valueStart++;
        }
        while (valueEnd > valueStart && isBlank(bytes[valueEnd - 1])) {
            valueEnd--;
        }
        return true;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private int indexOf(char wanted, int from) {
        byte[] bytes = text.bytes();
        int at = from;
        while (bytes[at] != wanted) {
            at++;
        }
        return at;
    }

    private static boolean ofHttp1(byte[] bytes, int start, int end) {
        for (byte[] name : OF_HTTP_1) {
            if (Ascii.equalsIgnoreCase(bytes, start, end, name)) {
                return true;
            }
        }
        return false;
    }

    private void pseudo(ByteBuf out, byte[] name, byte[] value, int start, int end) {
        pseudo.clear();
        pseudo.put(name);
        pseudo.put(value, start, end);
        encoder.field(out, pseudo.bytes(), 0, name.length, name.length, pseudo.length());
    }
}
