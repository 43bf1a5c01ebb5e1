package dev.skein.http2;

import dev.skein.model.Ascii;

/**
 * The code of RFC 7541 appendix B. It is canonical: the lengths tell the codes. Codes of up to eight bits, which is what
 * field values are made of, are found by one look at a table of 256; longer ones by comparing with the first code of each
 * length.
 */
final class Huffman {
    /** What {@link #decode} says of malformed input: padding that is too long or not all ones, or EOS (RFC 7541 §5.2). */
    static final int MALFORMED = -1;

    private static final int EOS = 256;
    private static final int SHORT = 8;
    private static final int LONGEST = 30;
    /** Length of each symbol's code, from 5 bits as A on; EOS is the last one. */
    private static final byte[] LENGTHS = Ascii.bytes("ISXXXXXXXTZXXZXXXXXXXXZXXXXXXXXXBFFHIBDGFFDGDBBBAAABBBBBBBCDKBHF"
            + "IBCCCCCCCCCCCCCCCCCCCCCCDCDIOIJBKABABABBBACCBBBABCBAABCCCCCKGJIX"
            + "PRPPRRRSRSSSSSTSTTRSTSSSSQRSRSSTRQPRRSSQSRRTQRSSQQRQSRSSPRRRSRRS"
            + "VVPORSRUVVVWWVTUOQVWWVWTQQVVXWWWPTPQRQQSRRUUTTVSVWVVWWWWWXWWWWWV"
            + "Z");
    /** By the next eight bits: length of the code and symbol, or 0 where the code is longer. */
    private static final short[] FAST = new short[1 << SHORT];
    /** By length: the first code; and one past the last one, as the highest bits of 32. */
    private static final int[] FIRST = new int[LONGEST + 1];

    private static final int[] LIMIT = new int[LONGEST + 1];
    /** By length: where its symbols begin in {@link #SYMBOLS}. */
    private static final int[] OFFSET = new int[LONGEST + 1];

    private static final short[] SYMBOLS = new short[EOS + 1];

    static {
        int code = 0;
        int at = 0;
        for (int length = 1; length <= LONGEST; length++) {
            code <<= 1;
            FIRST[length] = code;
            OFFSET[length] = at;
            for (int symbol = 0; symbol <= EOS; symbol++) {
                if (LENGTHS[symbol] - 'A' + 5 == length) {
                    SYMBOLS[at++] = (short) symbol;
                    fill(code++, length, symbol);
                }
            }
            LIMIT[length] = code << 32 - length;
        }
    }

    private Huffman() {}

    private static void fill(int code, int length, int symbol) {
        for (int i = 0; length <= SHORT && i < 1 << SHORT - length; i++) {
            FAST[code << SHORT - length | i] = (short) (length << 8 | symbol);
        }
    }

    /** Bytes that so many encoded ones can become at the most. */
    static int longest(int encoded) {
        return (int) (encoded * 8L / 5);
    }

    /**
     * Decodes the span {@code [from, to)}.
     *
     * @param out with room for {@link #longest}
     * @return where the text ends in {@code out}, or {@link #MALFORMED}
     */
    static int decode(byte[] in, int from, int to, byte[] out, int at) {
        long bits = 0;
        int have = 0;
        int next = from;
        int end = at;
        while (true) {
            while (have <= 48 && next < to) {
                bits = bits << 8 | in[next++] & 0xff;
                have += 8;
            }
            while (have >= SHORT) {
                int entry = FAST[(int) (bits >>> have - SHORT) & 0xff];
                if (entry == 0) {
                    break;
                }
                have -= entry >>> 8;
                out[end++] = (byte) entry;
            }
            if (have >= LONGEST || have >= SHORT && next == to) {
                int found = longCode(bits, have);
                if (found < 0) {
                    return MALFORMED;
                }
                have -= found >>> 16;
                out[end++] = (byte) found;
            } else if (next == to) {
                return last(bits, have, out, end);
            }
        }
    }

    /** A code of more than eight bits: its length in the upper half, its symbol in the lower; or MALFORMED. */
    private static int longCode(long bits, int have) {
        int window = (int) (have >= 32 ? bits >>> have - 32 : bits << 32 - have | (1L << 32 - have) - 1);
        for (int length = SHORT + 1; length <= Math.min(LONGEST, have); length++) {
            if (Integer.compareUnsigned(window, LIMIT[length]) < 0) {
                int symbol = SYMBOLS[OFFSET[length] + (window >>> 32 - length) - FIRST[length]];
                return length << 16 | symbol;
            }
        }
        // EOS, the only code that the limits don't hold because they would overflow; or padding of eight bits and more.
        return MALFORMED;
    }

    /** Less than eight bits are left: perhaps one more symbol, then ones only. */
    private static int last(long bits, int have, byte[] out, int at) {
        int left = have;
        int end = at;
        while (left > 0) {
            int ones = (1 << left) - 1;
            int rest = (int) bits & ones;
            if (rest == ones) {
                return end;
            }
            int entry = FAST[(rest << SHORT - left | (1 << SHORT - left) - 1) & 0xff];
            if (entry == 0 || entry >>> 8 > left) {
                return MALFORMED;
            }
            left -= entry >>> 8;
            out[end++] = (byte) entry;
        }
        return end;
    }
}
