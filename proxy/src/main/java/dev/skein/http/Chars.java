package dev.skein.http;

/** Which bytes may stand where in a head: the bits of {@link FieldRules} by name. */
final class Chars {
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
}
