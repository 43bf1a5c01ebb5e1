package dev.skein.journal;

import java.util.HashMap;
import java.util.Map;

/** Where another copy has a gap before a line, its author, or a third node, may have none: so that is waited for a little. */
final class Patience {
    private static final int TIMES = 5;
    private static final int MOST = 1000;

    private final Map<String, Integer> refused = new HashMap<>();

    /** Whether to refuse the line once more. */
    boolean waits(Entry entry) {
        if (refused.size() > MOST) {
            refused.clear();
        }
        return refused.merge(entry.hash(), 1, Integer::sum) < TIMES;
    }
}
