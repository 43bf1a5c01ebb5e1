package dev.skein.telemetry;

/** How bytes that came from outside are made safe in a log line. */
enum Escape {
    /**
     * For JSON strings (RFC 8259 §7): quote and backslash by backslash, control bytes and all beyond ASCII as the
     * code point of the byte's value, one for each byte, so that the line is ASCII and no byte is lost.
     */
    JSON,
    /** For quoted text: the same bytes as {@code \xHH}, as nginx and Apache write them. */
    TEXT;

    /** The most bytes that one byte becomes. */
    static final int LONGEST = 6;

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long SPACES = ONES * ' ';
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';

    /** Whether the byte can be written as it is. */
    static boolean plain(int b) {
        return b >= ' ' && b < 0x7f && b != '"' && b != '\\';
    }

    /**
     * Looks for bytes of a word that must not be written as they are: its high bits tell, see {@link #clean}. Carries
     * between bytes may mark more than the guilty one, but never a word without one.
     */
    static long suspicions(long word) {
        return word | (word + ONES) | (word - SPACES) | ((word ^ QUOTES) - ONES) | ((word ^ BACKSLASHES) - ONES);
    }

    /** Whether words whose {@link #suspicions} were or-ed together can all be written as they are. */
    static boolean clean(long suspicions) {
        return (suspicions & HIGHS) == 0;
    }

    /** The word with spaces for all bytes beyond the first {@code count}, 1 to 8, of a little-endian word. */
    static long filled(long word, int count) {
        long beyond = count == Long.BYTES ? 0 : -1L << (count << 3);
        return (word & ~beyond) | (SPACES & beyond);
    }

    /** Writes one byte that is not plain; returns where the next one goes. */
    int write(int b, byte[] out, int at) {
        int next = at;
        out[next++] = '\\';
        if (this == JSON && (b == '"' || b == '\\')) {
            out[next++] = (byte) b;
            return next;
        }
        if (this == JSON) {
            out[next++] = 'u';
            out[next++] = '0';
            out[next++] = '0';
        } else {
            out[next++] = 'x';
        }
        return hex(b, out, next);
    }

    /** Writes two hexadecimal digits. */
    static int hex(int b, byte[] out, int at) {
        out[at] = HEX[(b >>> 4) & 15];
        out[at + 1] = HEX[b & 15];
        return at + 2;
    }
}
