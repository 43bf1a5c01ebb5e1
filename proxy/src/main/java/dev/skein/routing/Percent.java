package dev.skein.routing;

import dev.skein.model.ByteSink;

/** Decoding of query parameters and of percent-encodings, on bytes. */
final class Percent {
    private static final byte[] DIGIT = new byte[256];

    static {
        for (int c = 0; c < 256; c++) {
            DIGIT[c] = (byte) Character.digit(c, 16);
        }
    }

    private Percent() {}

    /**
     * The byte that the three bytes at {@code at} stand for, 0 to 255, or -1 if they are no encoding.
     *
     * @param at all three must lie within {@code bytes}
     */
    static int decode(byte[] bytes, int at) {
        int high = DIGIT[bytes[at + 1] & 0xff];
        int low = DIGIT[bytes[at + 2] & 0xff];
        return bytes[at] != '%' || (high | low) < 0 ? -1 : high << 4 | low;
    }

    /** Whether decoding would change the span. */
    static boolean encoded(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] == '%' || bytes[i] == '+') {
                return true;
            }
        }
        return false;
    }

    /** Whether the span of a query equals {@code expected} after decoding. */
    static boolean equals(byte[] bytes, int start, int end, byte[] expected) {
        int e = 0;
        int i = start;
        while (i < end) {
            int value = i + 2 < end ? decode(bytes, i) : -1;
            byte b = value >= 0 ? (byte) value : bytes[i] == '+' ? (byte) ' ' : bytes[i];
            if (e == expected.length || expected[e++] != b) {
                return false;
            }
            i += value >= 0 ? 3 : 1;
        }
        return e == expected.length;
    }

    /** Appends the span of a query, decoded. */
    static void decode(byte[] bytes, int start, int end, ByteSink out) {
        int i = start;
        while (i < end) {
            int value = i + 2 < end ? decode(bytes, i) : -1;
            out.put(value >= 0 ? (byte) value : bytes[i] == '+' ? (byte) ' ' : bytes[i]);
            i += value >= 0 ? 3 : 1;
        }
    }
}
