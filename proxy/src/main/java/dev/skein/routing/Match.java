package dev.skein.routing;

import java.util.Arrays;
import java.util.regex.MatchResult;

/**
 * What a request's match found beside the target: the groups of the route's path expression, as spans into the request's
 * bytes. The caller makes one for each exchange (they are asked for as long as the exchange lasts) and uses it again for
 * later exchanges. For one event loop.
 */
public final class Match {
    private static final int[] NONE = {};

    /** Rank of the best rule found so far; the lower the better. */
    int rank = Integer.MAX_VALUE;
    /** Start and end of each group, the whole match first; -1 where a group took no part. */
    private int[] spans = NONE;

    private int count;

    /** Forgets the groups. */
    public void clear() {
        rank = Integer.MAX_VALUE;
        count = 0;
    }

    /** How many groups there are, the whole match (number 0) included; 0 where the route has no path expression. */
    public int groups() {
        return count;
    }

    /** Where a group begins in the request's bytes, or -1 if it took no part in the match or there is no such group. */
    public int groupStart(int group) {
        return group < count ? spans[2 * group] : -1;
    }

    /** Where a group ends in the request's bytes, or -1 like {@link #groupStart}. */
    public int groupEnd(int group) {
        return group < count ? spans[2 * group + 1] : -1;
    }

    void forgetGroups() {
        count = 0;
    }

    void capture(MatchResult found, int base) {
        count = found.groupCount() + 1;
        if (spans.length < 2 * count) {
            spans = Arrays.copyOf(spans, 2 * count);
        }
        for (int group = 0; group < count; group++) {
            int start = found.start(group);
            spans[2 * group] = start < 0 ? -1 : base + start;
            spans[2 * group + 1] = start < 0 ? -1 : base + found.end(group);
        }
    }
}
