package dev.skein.balance;

import dev.skein.model.Ascii;
import dev.skein.model.RequestView;

/** Finds cookies and query parameters without making Strings. A span is one long: start in the upper half, end below. */
final class Spans {
    /** An empty span: not there. */
    static final long NONE = 0;

    private static final byte[] COOKIE = Ascii.bytes("cookie");

    private Spans() {}

    static int start(long span) {
        return (int) (span >>> 32);
    }

    static int end(long span) {
        return (int) span;
    }

    /**
     * Value of the first cookie of this name, over all {@code Cookie} fields (HTTP/2 may split them, RFC 9113 §8.2.3);
     * {@link #NONE} if there is none. Quotes around a value belong to it (RFC 6265 §4.1.1).
     */
    static long cookie(RequestView request, byte[] name) {
        byte[] bytes = request.bytes();
        for (int field = request.find(COOKIE, 0); field >= 0; field = request.find(COOKIE, field + 1)) {
            long span = pair(bytes, request.valueStart(field), request.valueEnd(field), name, (byte) ';');
            if (span != NONE) {
                return span;
            }
        }
        return NONE;
    }

    /** The cookie's value, if a {@code Set-Cookie} field's value sets the one of this name (RFC 6265 §4.1.1). */
    static long setCookie(byte[] bytes, int start, int end, byte[] name) {
        int stop = start;
        while (stop < end && bytes[stop] != ';') {
            stop++;
        }
        return pair(bytes, start, stop, name, (byte) ';');
    }

    /** Value of the first parameter of this name in a query. */
    static long parameter(byte[] bytes, int start, int end, byte[] name) {
        return pair(bytes, start, end, name, (byte) '&');
    }

    private static long pair(byte[] bytes, int start, int end, byte[] name, byte separator) {
        int at = start;
        while (at < end) {
            while (at < end && (bytes[at] == ' ' || bytes[at] == '\t')) {
                at++;
            }
            int stop = at;
            while (stop < end && bytes[stop] != separator) {
                stop++;
            }
            int value = at + name.length + 1;
            if (value <= stop && bytes[value - 1] == '=' && Ascii.equals(bytes, at, value - 1, name)) {
                return ((long) value << 32) | trimmed(bytes, value, stop);
            }
            at = stop + 1;
        }
        return NONE;
    }

    private static int trimmed(byte[] bytes, int start, int end) {
        int last = end;
        while (last > start && (bytes[last - 1] == ' ' || bytes[last - 1] == '\t')) {
            last--;
        }
        return last;
    }
}
