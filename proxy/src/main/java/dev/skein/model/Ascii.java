package dev.skein.model;

import java.nio.charset.StandardCharsets;

/** Comparisons and conversions of ASCII bytes that need no String. */
public final class Ascii {
    private static final byte[] LOWER = new byte[256];

    static {
        for (int i = 0; i < LOWER.length; i++) {
            LOWER[i] = (byte) (i >= 'A' && i <= 'Z' ? i + 32 : i);
        }
    }

    private Ascii() {}

    /** The lower-case form of one byte; bytes outside A to Z are unchanged. */
    public static byte lower(byte b) {
        return LOWER[b & 0xff];
    }

    /**
     * Whether the bytes from {@code start} equal {@code lowerCase}, ignoring the case of the former.
     *
     * @param start {@code start + lowerCase.length} must lie within {@code bytes}
     */
    public static boolean equalsIgnoreCase(byte[] bytes, int start, byte[] lowerCase) {
        for (int i = 0; i < lowerCase.length; i++) {
            if (LOWER[bytes[start + i] & 0xff] != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether the span equals {@code lowerCase}, ignoring the case of the former. */
    public static boolean equalsIgnoreCase(byte[] bytes, int start, int end, byte[] lowerCase) {
        return end - start == lowerCase.length && equalsIgnoreCase(bytes, start, lowerCase);
    }

    /** Whether the span equals {@code expected} byte for byte. */
    public static boolean equals(byte[] bytes, int start, int end, byte[] expected) {
        return java.util.Arrays.equals(bytes, start, end, expected, 0, expected.length);
    }

    /** The bytes of an ASCII string. */
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The span as a String, one char a byte (ISO 8859-1), so that nothing is lost. */
    public static String string(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }
}
