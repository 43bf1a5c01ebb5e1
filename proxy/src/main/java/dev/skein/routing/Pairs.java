package dev.skein.routing;

/**
 * Finds values in texts of name-value pairs. A span found is packed into a long, so that nothing is allocated: start above,
 * end below; {@link #NONE} where there is no such pair. To find further ones begin at the end of the last.
 */
final class Pairs {
    static final long NONE = -1;

    private Pairs() {}

    static int start(long span) {
        return (int) (span >>> 32);
    }

    static int end(long span) {
        return (int) span;
    }

    /**
     * The next value of a cookie in a {@code Cookie} field (RFC 6265 §4.2.1), white space around it cut. Pairs without
     * {@code =} are passed over.
     */
    static long cookie(byte[] bytes, int from, int to, byte[] name) {
        for (int i = from; i < to; ) {
            int end = indexOf(bytes, i, to, ';');
            int equals = indexOf(bytes, i, end, '=');
            if (equals < end) {
                int nameStart = skipSpace(bytes, i, equals);
                int nameEnd = cutSpace(bytes, nameStart, equals);
                if (java.util.Arrays.equals(bytes, nameStart, nameEnd, name, 0, name.length)) {
                    int start = skipSpace(bytes, equals + 1, end);
                    return pack(start, cutSpace(bytes, start, end));
                }
            }
            i = end + 1;
        }
        return NONE;
    }

    /** The next value of a parameter in a query, not decoded; its name is compared after decoding. */
    static long parameter(byte[] bytes, int from, int to, byte[] name) {
        for (int i = from; i < to; ) {
            int end = indexOf(bytes, i, to, '&');
            int equals = indexOf(bytes, i, end, '=');
            // An empty piece, as in a&&b, is no parameter.
            if (end > i && Percent.equals(bytes, i, equals, name)) {
                return pack(Math.min(equals + 1, end), end);
            }
            i = end + 1;
        }
        return NONE;
    }

    private static long pack(int start, int end) {
        return (long) start << 32 | end;
    }

    private static int indexOf(byte[] bytes, int from, int to, char wanted) {
        int i = from;
        while (i < to && bytes[i] != wanted) {
            i++;
        }
        return i;
    }

    private static int skipSpace(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && (bytes[i] == ' ' || bytes[i] == '\t')) {
            i++;
        }
        return i;
    }

    private static int cutSpace(byte[] bytes, int from, int to) {
        int i = to;
        while (i > from && (bytes[i - 1] == ' ' || bytes[i - 1] == '\t')) {
            i--;
        }
        return i;
    }
}
