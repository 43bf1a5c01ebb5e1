package dev.skein.http;

import dev.skein.model.Ascii;
import dev.skein.model.RequestView;

/**
 * The pairs of {@code Cookie} fields, read in place as user agents write and servers read them (RFC 6265 §4.2.1, §5.4):
 * separated by semicolons, names with case, values with their quotes where they have any. Allocates nothing; thread-safe.
 */
public final class Cookies {
    private static final byte[] COOKIE = Ascii.bytes("cookie");

    private Cookies() {}

    /**
     * The next pair {@code name=value} of a field value, white space around it cut; one without {@code =} counts, too.
     *
     * @param from {@code start} of the field value, then the {@link Span#end} of the pair before
     * @return a {@link Span} of at least one byte, or {@link Span#NONE} at the end
     */
    public static long next(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && (bytes[i] == ';' || blank(bytes[i]))) {
            i++;
        }
        if (i == end) {
            return Span.NONE;
        }
        int start = i;
        int last = i;
        for (; i < end && bytes[i] != ';'; i++) {
            if (!blank(bytes[i])) {
                last = i;
            }
        }
        return Span.of(start, last + 1);
    }

    /**
     * The value of the first cookie of this name in a field value.
     *
     * @return a {@link Span}, empty for an empty value, or {@link Span#NONE}
     */
    public static long find(byte[] bytes, int start, int end, byte[] name) {
        for (long pair = next(bytes, start, end); pair != Span.NONE; pair = next(bytes, Span.end(pair), end)) {
            int from = Span.start(pair);
            int equals = from + name.length;
            if (equals < Span.end(pair) && bytes[equals] == '=' && Ascii.equals(bytes, from, equals, name)) {
                return Span.of(equals + 1, Span.end(pair));
            }
        }
        return Span.NONE;
    }

    /**
     * The value of the first cookie of this name in a request, over all its {@code Cookie} fields: HTTP/2 may send one for
     * each pair (RFC 9113 §8.2.3).
     *
     * @return a {@link Span} of {@link RequestView#bytes()}, or {@link Span#NONE}
     */
    public static long find(RequestView request, byte[] name) {
        for (int field = request.find(COOKIE, 0); field >= 0; field = request.find(COOKIE, field + 1)) {
            long value = find(request.bytes(), request.valueStart(field), request.valueEnd(field), name);
            if (value != Span.NONE) {
                return value;
            }
        }
        return Span.NONE;
    }

    private static boolean blank(byte b) {
        return b == ' ' || b == '\t';
    }
}
