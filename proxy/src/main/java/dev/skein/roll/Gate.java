package dev.skein.roll;

import dev.skein.control.Tally.Counts;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Compares what was rolled with the others, from a moment on. Errors that all have alike are not its fault, so its share may
 * be twice theirs and a little more.
 *
 * @param own its counts at that moment, {@code others} theirs
 */
record Gate(Counts own, Counts others) {
    /** Fewer may be chance. */
    private static final long FEWEST = 3;

    /**
     * Looks.
     *
     * @param mostErrors percent that may fail beyond twice the others' share
     * @return what is wrong; null if nothing is
     */
    @Nullable
    String verdict(Counts ownNow, Counts othersNow, int mostErrors) {
        Counts mine = ownNow.since(own);
        double limit = mostErrors + 2 * percent(othersNow.since(others));
        if (mine.bad() < FEWEST || percent(mine) <= limit) {
            return null;
        }
        return String.format(
                Locale.ROOT,
                "%d of %d requests failed or were answered with 500 and above, %.1f %% of those of the others"
                        + " (expected: at most %.1f %%)",
                mine.bad(),
                Math.max(mine.requests(), mine.bad()),
                percent(othersNow.since(others)),
                limit);
    }

    /** {@code 812 requests, 0 bad}. */
    String summary(Counts ownNow) {
        Counts mine = ownNow.since(own);
        return mine.requests() + " requests, " + mine.bad() + " bad";
    }

    /** Attempts that failed and were made elsewhere are bad, but no requests that ended. */
    private static double percent(Counts counts) {
        long all = Math.max(counts.requests(), counts.bad());
        return all == 0 ? 0 : 100.0 * counts.bad() / all;
    }
}
