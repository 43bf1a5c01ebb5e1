package dev.skein.routing;

import dev.skein.model.Pairs;

/** Finds parameters of a query by names that are compared after decoding. */
final class Parameters {
    private Parameters() {}

    /** The next value, not decoded, as a span of {@link Pairs}. To find further ones begin at the end of the last. */
    static long next(byte[] bytes, int from, int to, byte[] name) {
        for (int i = from; i < to; ) {
            int end = Pairs.indexOf(bytes, i, to, (byte) '&');
            int equals = Pairs.indexOf(bytes, i, end, (byte) '=');
            // An empty piece, as in a&&b, is no parameter.
            if (end > i && Percent.equals(bytes, i, equals, name)) {
                return Pairs.span(Math.min(equals + 1, end), end);
            }
            i = end + 1;
        }
        return Pairs.NONE;
    }
}
