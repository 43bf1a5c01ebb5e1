package dev.skein.journal;

import java.util.concurrent.TimeUnit;

/**
 * Moments of a hybrid logical clock (Kulkarni, Demirbas and others 2014) in one number: milliseconds since 1970, shifted by
 * 16 bits, and a count of moments within that millisecond. As the wall clock where it can be, but never behind what was
 * heard of. As text {@code 1795258869100.0}.
 */
final class HybridTime {
    /** A clock that is further ahead is wrong, and would take all others with it. */
    static final long FOLLOWED_MILLIS = TimeUnit.HOURS.toMillis(1);

    private static final int COUNT_BITS = 16;
    private static final long COUNT = (1L << COUNT_BITS) - 1;

    private HybridTime() {}

    /** The earliest moment of that millisecond. */
    static long of(long epochMillis) {
        return epochMillis << COUNT_BITS;
    }

    /** The moment after the last one, or the present one if that is later. */
    static long next(long last, long epochMillis) {
        return Math.max(last + 1, of(epochMillis));
    }

    /** Since 1970. */
    static long millis(long moment) {
        return moment >>> COUNT_BITS;
    }

    static String text(long moment) {
        return millis(moment) + "." + (moment & COUNT);
    }

    /**
     * The opposite of {@link #text}.
     *
     * @throws NumberFormatException if it is something else
     */
    static long parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            throw new NumberFormatException(text + " (expected: MILLISECONDS.COUNT)");
        }
        long count = Long.parseLong(text, dot + 1, text.length(), 10);
        long millis = Long.parseLong(text, 0, dot, 10);
        if (count < 0 || count > COUNT || millis < 0 || millis > Long.MAX_VALUE >>> COUNT_BITS) {
            throw new NumberFormatException(text + " (expected: MILLISECONDS.COUNT)");
        }
        return of(millis) | count;
    }
}
