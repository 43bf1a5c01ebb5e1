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
    private static final long DELETES = ONES * 0x7f;

    /** Whether the byte can be written as it is. */
    static boolean plain(int b) {
        return b >= ' ' && b < 0x7f && b != '"' && b != '\\';
    }

    /** Whether all eight bytes of the word can be written as they are. */
    static boolean plain(long word) {
        long bad = word
                | ((word - SPACES) & ~word)
                | zeros(word ^ QUOTES)
                | zeros(word ^ BACKSLASHES)
                | zeros(word ^ DELETES);
        return (bad & HIGHS) == 0;
    }

    /** High bits set where a byte of the word is zero; exact as to whether there is one at all. */
    private static long zeros(long word) {
        return (word - ONES) & ~word;
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
