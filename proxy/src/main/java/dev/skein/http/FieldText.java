package dev.skein.http;

import dev.skein.model.Ascii;

/** What HTTP/2 and 3 ask of every field, in heads and trailers alike (RFC 9113 §8.2). */
final class FieldText {
    private static final byte[] COOKIE = Ascii.bytes("cookie");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("keep-alive");
    private static final byte[] PROXY_CONNECTION = Ascii.bytes("proxy-connection");
    private static final byte[] HTTP2_SETTINGS = Ascii.bytes("http2-settings");

    private FieldText() {}

    /** What is wrong with a field; empty where nothing is. */
    static String fault(byte[] bytes, int start, int nameEnd, int valueEnd) {
        if (start == nameEnd) {
            return "field without a name";
        }
        for (int i = start; i < nameEnd; i++) {
            byte b = bytes[i];
            if (!Chars.isToken(b) || b >= 'A' && b <= 'Z') {
                return "malformed field name";
            }
        }
        for (int i = nameEnd; i < valueEnd; i++) {
            if (!Chars.isValue(bytes[i])) {
                return "control byte in field value";
            }
        }
        // RFC 9113 §8.2.1.
        boolean padded = valueEnd > nameEnd && (isBlank(bytes[nameEnd]) || isBlank(bytes[valueEnd - 1]));
        return padded ? "white space around a field value" : "";
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    static boolean isCookie(byte[] bytes, int start, int nameEnd) {
        return Ascii.equals(bytes, start, nameEnd, COOKIE);
    }

    /** Of the fields that end at this hop: whether it is one that HTTP/2 forbids (RFC 9113 §8.2.2). */
    static boolean isConnectionSpecific(byte[] bytes, int start, int nameEnd) {
        return Ascii.equals(bytes, start, nameEnd, KEEP_ALIVE)
                || Ascii.equals(bytes, start, nameEnd, PROXY_CONNECTION)
                || Ascii.equals(bytes, start, nameEnd, HTTP2_SETTINGS);
    }
}
