package dev.skein.model;

import java.util.Arrays;

/**
 * A growing array of bytes to write fields, paths and log lines into. Made once by whoever owns it (an event loop, an
 * exchange) and cleared for each use, so that writing allocates nothing once it has grown. Not for several threads.
 */
public final class ByteSink {
    private static final byte[] HEX = Ascii.bytes("0123456789abcdef");
    private static final int LONGEST_DECIMAL = 20;

    private byte[] bytes;
    private int length;

    /** A sink that grows at once when something is written. */
    public ByteSink() {
        this(0);
    }

    /**
     * Makes one.
     *
     * @param capacity bytes that fit before it grows, 0 or more
     */
    public ByteSink(int capacity) {
        bytes = new byte[capacity];
    }

    /** The array written to: valid up to {@link #length()}, and only until the next write, which may replace it. */
    public byte[] bytes() {
        return bytes;
    }

    /** Bytes written since the last {@link #clear()}. */
    public int length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /** Forgets what was written and keeps the array. */
    public void clear() {
        length = 0;
    }

    /**
     * Cuts what was written after the first {@code newLength} bytes.
     *
     * @throws IllegalArgumentException if {@code newLength} is negative or more than {@link #length()}
     */
    public void truncate(int newLength) {
        if (newLength < 0 || newLength > length) {
            throw new IllegalArgumentException("newLength: " + newLength + " (expected: 0 to " + length + ")");
        }
        length = newLength;
    }

    public void put(byte b) {
        if (length == bytes.length) {
            grow(1);
        }
        bytes[length++] = b;
    }

    public void put(byte[] source) {
        put(source, 0, source.length);
    }

    /** Appends the span {@code [start, end)} of {@code source}. */
    public void put(byte[] source, int start, int end) {
        int count = end - start;
        if (count > bytes.length - length) {
            grow(count);
        }
        System.arraycopy(source, start, bytes, length, count);
        length += count;
    }

    /** Appends each char's low byte; meant for ASCII text that is at hand as a String already. */
    public void put(String ascii) {
        int count = ascii.length();
        if (count > bytes.length - length) {
            grow(count);
        }
        for (int i = 0; i < count; i++) {
            bytes[length + i] = (byte) ascii.charAt(i);
        }
        length += count;
    }

    /** Appends a number in decimal digits, with a minus sign where negative. */
    public void decimal(long value) {
        if (LONGEST_DECIMAL > bytes.length - length) {
            grow(LONGEST_DECIMAL);
        }
        // Worked on as a negative number, because Long.MIN_VALUE has no positive one.
        long rest = value < 0 ? value : -value;
        int digits = 1;
        for (long left = rest / 10; left != 0; left /= 10) {
            digits++;
        }
        if (value < 0) {
            bytes[length++] = '-';
        }
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' - rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    /** Appends a number as sixteen lower-case hexadecimal digits, leading zeros included: the form of a request id. */
    public void hex(long value) {
        if (16 > bytes.length - length) {
            grow(16);
        }
        for (int shift = 60; shift >= 0; shift -= 4) {
            bytes[length++] = HEX[(int) (value >>> shift) & 15];
        }
    }

    /**
     * Makes room for bytes that the caller puts into {@link #bytes()} itself; they count as written.
     *
     * @return where they begin
     */
    public int room(int count) {
        if (bytes.length - length < count) {
            grow(count);
        }
        int at = length;
        length += count;
        return at;
    }

    /** A copy of what was written. */
    public byte[] toArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** What was written as a String, one char a byte. */
    @Override
    public String toString() {
        return Ascii.string(bytes, 0, length);
    }

    private void grow(int more) {
        int needed = Math.addExact(length, more);
        bytes = Arrays.copyOf(bytes, Math.max(needed, Math.max(64, (int)
                Math.min(2L * length, Integer.MAX_VALUE - 8))));
    }
}
