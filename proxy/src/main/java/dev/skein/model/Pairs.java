package dev.skein.model;

import java.util.Arrays;

/**
 * Finds values in texts of name-value pairs, cookies and queries, in place. A span found is packed into a long, so that
 * nothing is allocated: start above, end below; {@link #NONE} where there is no such pair, which reads as an empty span.
 * Thread-safe.
 */
public final class Pairs {
    public static final long NONE = -1;

    private static final byte[] COOKIE = Ascii.bytes("cookie");

    private Pairs() {}

    public static int start(long span) {
        return (int) (span >>> 32);
    }

    public static int end(long span) {
        return (int) span;
    }

    public static long span(int start, int end) {
        return (long) start << 32 | end;
    }

    /** The value of the first cookie of this name, over all fields: HTTP/2 may split them (RFC 9113 §8.2.3). */
    public static long cookie(RequestView request, byte[] name) {
        for (int field = request.find(COOKIE, 0); field >= 0; field = request.find(COOKIE, field + 1)) {
            long span = cookie(request.bytes(), request.valueStart(field), request.valueEnd(field), name);
            if (span != NONE) {
                return span;
            }
        }
        return NONE;
    }

    /** The same where there is exactly one: of two, a server may take the other. */
    public static long onlyCookie(RequestView request, byte[] name) {
        long found = NONE;
        for (int field = request.find(COOKIE, 0); field >= 0; field = request.find(COOKIE, field + 1)) {
            int end = request.valueEnd(field);
            long span = cookie(request.bytes(), request.valueStart(field), end, name);
            if (span != NONE) {
                if (found != NONE || cookie(request.bytes(), end(span), end, name) != NONE) {
                    return NONE;
                }
                found = span;
            }
        }
        return found;
    }

    /**
     * The next value of a cookie in a {@code Cookie} field, white space around it cut; quotes belong to it (RFC 6265
     * §4.2.1). Pairs without {@code =} are passed over. To find further ones begin at the end of the last.
     */
    public static long cookie(byte[] bytes, int from, int to, byte[] name) {
        for (int i = from; i < to; ) {
            int end = indexOf(bytes, i, to, (byte) ';');
            int start = skipSpace(bytes, i, end);
            int equals = indexOf(bytes, start, end, (byte) '=');
            if (equals < end) {
                int nameEnd = cutSpace(bytes, start, equals);
                if (Arrays.equals(bytes, start, nameEnd, name, 0, name.length)) {
                    int value = skipSpace(bytes, equals + 1, end);
                    return span(value, cutSpace(bytes, value, end));
                }
            }
            i = end + 1;
        }
        return NONE;
    }

    /** The cookie's value, if a {@code Set-Cookie} field's value sets the one of this name (RFC 6265 §4.1.1). */
    public static long setCookie(byte[] bytes, int start, int end, byte[] name) {
        return cookie(bytes, start, indexOf(bytes, start, end, (byte) ';'), name);
    }

    /** The value of the first parameter of this name in a query; neither is decoded. */
    public static long parameter(byte[] bytes, int from, int to, byte[] name) {
        for (int i = from; i < to; ) {
            int end = indexOf(bytes, i, to, (byte) '&');
            int equals = indexOf(bytes, i, end, (byte) '=');
            // An empty piece, as in a&&b, is no parameter.
            if (end > i && Arrays.equals(bytes, i, equals, name, 0, name.length)) {
                return span(Math.min(equals + 1, end), end);
            }
            i = end + 1;
        }
        return NONE;
    }

    /** Index of the first such byte from {@code from} on, or {@code to}. */
    public static int indexOf(byte[] bytes, int from, int to, byte wanted) {
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
