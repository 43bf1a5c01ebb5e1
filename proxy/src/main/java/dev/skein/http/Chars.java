package dev.skein.http;

import dev.skein.model.Ascii;

/** Which bytes may stand where in a head: one table, one bit a rule. */
final class Chars {
    static final byte[] CHUNKED = Ascii.bytes("chunked");
    static final byte[] CLOSE = Ascii.bytes("close");
    static final byte[] KEEP_ALIVE = Ascii.bytes("keep-alive");
    static final byte[] UPGRADE = Ascii.bytes("upgrade");

    private Chars() {}

    /** RFC 9110 §5.6.2. */
    static boolean isToken(byte b) {
        return (FieldRules.CLASS[b & 0xff] & FieldRules.TOKEN) != 0;
    }

    /** RFC 9110 §5.5: visible, space, tab, and bytes above 127. */
    static boolean isValue(byte b) {
        return (FieldRules.CLASS[b & 0xff] & FieldRules.VALUE) != 0;
    }

    /** What a request target may hold: visible ASCII but the fragment's {@code #} and the backslash. */
    static boolean isTarget(byte b) {
        return (FieldRules.CLASS[b & 0xff] & FieldRules.TARGET) != 0;
    }

    static int skipSpace(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && (bytes[at] == ' ' || bytes[at] == '\t')) {
            at++;
        }
        return at;
    }

    static int cutSpace(byte[] bytes, int start, int end) {
        int at = end;
        while (at > start && (bytes[at - 1] == ' ' || bytes[at - 1] == '\t')) {
            at--;
        }
        return at;
    }
}
