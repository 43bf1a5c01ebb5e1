package dev.skein.telemetry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The pen that writes a log line as bytes into an array, without Strings and without checking for room: who calls has made
 * sure of {@link LineFormat#bound()}. One per loop, for it remembers the last second's date.
 */
final class Line {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    /** What a value that was cut ends with. */
    private static final byte[] CUT = {'.', '.', '.'};
    /** Bytes that a cut value may exceed its limit by. */
    static final int CUT_ROOM = CUT.length;
    /** Digits of the longest number, with sign. */
    static final int NUMBER_BOUND = 20;
    /** The longest duration: digits of milliseconds, point, three more. */
    static final int MILLIS_BOUND = 24;

    private final DateCache dates = new DateCache();
    private byte[] bytes = NULL;
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
        byte[] out = bytes;
        int next = at;
        int stop = next + limit - Escape.LONGEST;
        int from = start;
        while (from < end && next <= stop) {
            if (end - from >= Long.BYTES && stop - next >= Long.BYTES) {
                long word = (long) WORD.get(source, from);
                if (Escape.plain(word)) {
                    WORD.set(out, next, word);
                    from += Long.BYTES;
                    next += Long.BYTES;
                    continue;
                }
            }
            // Up to the next word: the bad byte is one of these.
            int until = Math.min(end, from + Long.BYTES);
            for (; from < until && next <= stop; from++) {
                next = one(source[from], out, next, escape);
            }
        }
        at = next;
        if (from < end) {
            put(CUT);
        }
    }

    /** A name of ours, made safe; characters beyond Latin-1 become question marks. */
    void escaped(String text, int limit, Escape escape) {
        byte[] out = bytes;
        int next = at;
        int stop = next + limit - Escape.LONGEST;
        int from = 0;
        int end = text.length();
        for (; from < end && next <= stop; from++) {
            char c = text.charAt(from);
            next = one((byte) (c > 0xff ? '?' : c), out, next, escape);
        }
        at = next;
        if (from < end) {
            put(CUT);
        }
    }

    private static int one(byte b, byte[] out, int at, Escape escape) {
        if (Escape.plain(b)) {
            out[at] = b;
            return at + 1;
        }
        return escape.write(b & 0xff, out, at);
    }
}
