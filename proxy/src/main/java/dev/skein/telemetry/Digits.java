package dev.skein.telemetry;

/** Decimal digits as bytes. */
final class Digits {
    private static final byte[] PAIRS = new byte[200];

    static {
        for (int i = 0; i < 100; i++) {
            PAIRS[2 * i] = (byte) ('0' + i / 10);
            PAIRS[2 * i + 1] = (byte) ('0' + i % 10);
        }
    }

    private Digits() {}

    /** Writes a number that is not negative; returns where the next byte goes. */
    static int write(long value, byte[] out, int at) {
        if (value < 10) {
            out[at] = (byte) ('0' + value);
            return at + 1;
        }
        int end = at + length(value);
        int place = end;
        long rest = value;
        while (rest >= 100) {
            long hundreds = rest / 100;
            place -= 2;
            two((int) (rest - hundreds * 100), out, place);
            rest = hundreds;
        }
        if (rest >= 10) {
            two((int) rest, out, place - 2);
        } else {
            out[place - 1] = (byte) ('0' + rest);
        }
        return end;
    }

    private static int length(long value) {
        int length = 1;
        long bound = 10;
        while (length < 19 && value >= bound) {
            length++;
            bound *= 10;
        }
        return length;
    }

    /** Writes 0 to 99 with two digits. */
    static void two(int value, byte[] out, int at) {
        out[at] = PAIRS[2 * value];
        out[at + 1] = PAIRS[2 * value + 1];
    }

    /** Writes 0 to 999 with three digits. */
    static void three(int value, byte[] out, int at) {
        int hundreds = value / 100;
        out[at] = (byte) ('0' + hundreds);
        two(value - hundreds * 100, out, at + 1);
    }
}
