package dev.skein.http2;

/**
 * A header block while it is read: integers and strings as both kinds of header compression write them (RFC 7541 §5, RFC
 * 9204 §4.1). Used again for block after block.
 */
public final class FieldBlock {
    /** What {@link #integer} and {@link #string} say of what is cut off, too large or malformed. */
    public static final int MALFORMED = -1;

    /** Bits of an integer: more than any length or index here, and no overflow. */
    private static final int INTEGER_BITS = 28;

    private final HpackScratch scratch;
    private byte[] block = {};
    private int at;
    private int end;
    private String fault = "";

    /** @param scratch where strings are decoded to */
    public FieldBlock(HpackScratch scratch) {
        this.scratch = scratch;
    }

    /** Begins with the span {@code [from, to)}: a whole block. */
    public void of(byte[] bytes, int from, int to) {
        block = bytes;
        at = from;
        end = to;
    }

    /** Whether there is any of it left. */
    public boolean more() {
        return at < end;
    }

    /** The next byte, 0 to 255, which is not consumed; there must be one. */
    public int peek() {
        return block[at] & 0xff;
    }

    /** What was wrong with the last string. */
    public String fault() {
        return fault;
    }

    /** An integer with a prefix of so many bits of the next byte, which there must be. */
    public int integer(int prefix) {
        int mask = (1 << prefix) - 1;
        int value = block[at++] & mask;
        if (value < mask) {
            return value;
        }
        for (int shift = 0; shift < INTEGER_BITS && at < end; shift += 7) {
            int next = block[at++];
            value += (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        return MALFORMED;
    }

    /**
     * A string, decoded into the scratch array.
     *
     * @param to where it begins there
     * @param prefix bits of its length; the one above says whether it has Huffman's code
     * @return where it ends there, or {@link #MALFORMED}
     */
    public int string(int to, int prefix) {
        if (at >= end) {
            return fault("block ends within a field");
        }
        boolean huffman = (block[at] >> prefix & 1) != 0;
        int length = integer(prefix);
        if (length < 0 || length > end - at) {
            return fault("string longer than its block");
        }
        int from = at;
        at += length;
        if (!huffman) {
            System.arraycopy(block, from, scratch.room(to + length), to, length);
            return to + length;
        }
        byte[] bytes = scratch.room(to + Huffman.longest(length));
        int ends = Huffman.decode(block, from, at, bytes, to);
        return ends == Huffman.MALFORMED ? fault("malformed Huffman code") : ends;
    }

    private int fault(String why) {
        fault = why;
        return MALFORMED;
    }
}
