package dev.skein.telemetry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The pen that writes a log line as bytes into an array, without Strings and without checking for room: who calls has made
 * sure of {@link LineFormat#bound()}. One per loop, for it remembers the last second's date.
 */
final class Line {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] NOWHERE = {};
    /** Bytes behind a line that may be overwritten, for whole words are written where less is meant. */
    static final int SLACK = Long.BYTES;
    /** What a value that was cut ends with. */
    private static final byte[] CUT = {'.', '.', '.'};
    /** Bytes that a cut value may exceed its limit by. */
    static final int CUT_ROOM = CUT.length;
    /** Digits of the longest number, with sign. */
    static final int NUMBER_BOUND = 20;
    /** The longest duration: digits of milliseconds, point, three more. */
    static final int MILLIS_BOUND = 24;

    private final DateCache dates = new DateCache();
    private byte[] bytes = NOWHERE;
    private int at;

    /** Starts a line at this place. */
    Line at(byte[] target, int start) {
        bytes = target;
        at = start;
        return this;
    }

    /** Where the next byte goes. */
    int end() {
        return at;
    }

    void put(byte[] constant) {
        System.arraycopy(constant, 0, bytes, at, constant.length);
        at += constant.length;
    }

    /** A constant in words, see {@link #words}: about three times as fast as copying so few bytes from an array. */
    void put(long[] words, int length) {
        int next = at;
        for (long word : words) {
            WORD.set(bytes, next, word);
            next += Long.BYTES;
        }
        at += length;
    }

    /** The bytes as words, the last one filled up. */
    static long[] words(byte[] constant) {
        byte[] filled = Arrays.copyOf(constant, (constant.length + Long.BYTES - 1) / Long.BYTES * Long.BYTES);
        long[] words = new long[filled.length / Long.BYTES];
        Arrays.setAll(words, i -> (long) WORD.get(filled, i * Long.BYTES));
        return words;
    }

    void put(char ascii) {
        bytes[at++] = (byte) ascii;
    }

    /** Both bytes of a two-letter code. */
    void put(char first, char second) {
        bytes[at] = (byte) first;
        bytes[at + 1] = (byte) second;
        at += 2;
    }

    /** Sixteen hexadecimal digits. */
    void hex(long value) {
        int next = at;
        for (int shift = 56; shift >= 0; shift -= 8) {
            next = Escape.hex((int) (value >>> shift), bytes, next);
        }
        at = next;
    }

    /** A decimal number, 0 or more; below counts as 0. */
    void number(long value) {
        at = Digits.write(Math.max(0, value), bytes, at);
    }

    /** Milliseconds with three decimals; {@code absent} where negative. */
    void millis(long nanos, byte[] absent) {
        if (nanos < 0) {
            put(absent);
            return;
        }
        long micros = nanos / 1000;
        long whole = micros / 1000;
        int next = Digits.write(whole, bytes, at);
        bytes[next] = '.';
        Digits.three((int) (micros - whole * 1000), bytes, next + 1);
        at = next + 4;
    }

    /** {@code 2026-11-21T10:31:02.123Z}. */
    void isoTime(long epochMillis) {
        at = dates.iso(epochMillis, bytes, at);
    }

    /** {@code 21/Nov/2026:10:31:02 +0000}. */
    void combinedTime(long epochMillis) {
        at = dates.combined(epochMillis, bytes, at);
    }

    /**
     * A span of bytes from outside, made safe.
     *
     * @param limit bytes to write at most; where it is not enough, the rest is left out and {@code ...} appended
     */
    void escaped(byte[] source, int start, int end, int limit, Escape escape) {
        int length = end - start;
        // Nearly all values need no escape: they are copied in words while looking, and written anew if one does.
        if (length <= limit && end <= source.length - Long.BYTES && copied(source, start, end)) {
            at += length;
            return;
        }
        byte[] out = bytes;
        int next = at;
        int stop = next + limit - Escape.LONGEST;
        int from = start;
        for (; from < end && next <= stop; from++) {
            next = one(source[from], out, next, escape);
        }
        at = next;
        if (from < end) {
            put(CUT);
        }
    }

    /** Writes the span in words; returns whether it may stay so. */
    private boolean copied(byte[] source, int start, int end) {
        byte[] out = bytes;
        int next = at;
        int from = start;
        long suspicions = 0;
        for (int words = end - Long.BYTES; from <= words; from += Long.BYTES) {
            long word = (long) WORD.get(source, from);
            suspicions |= Escape.suspicions(word);
            WORD.set(out, next, word);
            next += Long.BYTES;
        }
        if (from < end) {
            long word = Escape.filled((long) WORD.get(source, from), end - from);
            suspicions |= Escape.suspicions(word);
            WORD.set(out, next, word);
        }
        return Escape.clean(suspicions);
    }

    /** A name of ours, made safe; of characters beyond Latin-1, which none should have, one byte is left. */
    // The deprecated method is the only one that copies a String's bytes without making an array.
    @SuppressWarnings("deprecation")
    void escaped(String text, int limit, Escape escape) {
        int length = text.length();
        if (length <= limit) {
            text.getBytes(0, length, bytes, at);
            if (plain(bytes, at, at + length)) {
                at += length;
                return;
            }
        }
        byte[] out = bytes;
        int next = at;
        int stop = next + limit - Escape.LONGEST;
        int from = 0;
        for (; from < length && next <= stop; from++) {
            next = one((byte) text.charAt(from), out, next, escape);
        }
        at = next;
        if (from < length) {
            put(CUT);
        }
    }

    private static boolean plain(byte[] bytes, int start, int end) {
        long suspicions = 0;
        for (int from = start; from < end; from += Long.BYTES) {
            long word = (long) WORD.get(bytes, from);
            suspicions |= Escape.suspicions(Escape.filled(word, Math.min(Long.BYTES, end - from)));
        }
        return Escape.clean(suspicions);
    }

    private static int one(byte b, byte[] out, int at, Escape escape) {
        if (Escape.plain(b)) {
            out[at] = b;
            return at + 1;
        }
        return escape.write(b & 0xff, out, at);
    }
}
