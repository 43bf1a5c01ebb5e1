package dev.skein.access;

import dev.skein.model.Ascii;
import dev.skein.model.Pairs;
import dev.skein.model.RequestView;

/** Finds credentials in a request's head (RFC 9110 §11.6.2). */
final class Authorization {
    private static final byte[] NAME = Ascii.bytes("authorization");

    private Authorization() {}

    /**
     * What follows the scheme; {@link Pairs#NONE} where there is no such field, or two.
     *
     * @param scheme lower case, with a space behind it
     */
    static long span(RequestView request, byte[] scheme) {
        int field = request.find(NAME, 0);
        if (field < 0 || request.find(NAME, field + 1) >= 0) {
            return Pairs.NONE;
        }
        int start = request.valueStart(field);
        int end = request.valueEnd(field);
        if (end - start <= scheme.length || !Ascii.equalsIgnoreCase(request.bytes(), start, scheme)) {
            return Pairs.NONE;
        }
        start += scheme.length;
        while (start < end && request.bytes()[start] == ' ') {
            start++;
        }
        return start == end ? Pairs.NONE : Pairs.span(start, end);
    }
}
