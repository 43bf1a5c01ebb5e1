package dev.skein.revision;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Recent requests, routed by what is in force and by another configuration.
 *
 * @param total requests looked at
 * @param otherPool those that would go to another pool
 * @param notFound those that no route would take any more
 * @param otherwise those that would be answered otherwise: by a redirect, say, or by a route for the first time
 * @param examples one line each, at most {@link #EXAMPLES}
 */
public record Replayed(long total, long otherPool, long notFound, long otherwise, List<String> examples) {
    /** Nothing was looked at. */
    public static final Replayed NONE = new Replayed(0, 0, 0, 0, List.of());

    /** Enough to see what kind of request is meant. */
    public static final int EXAMPLES = 10;

    public Replayed {
        examples = List.copyOf(examples);
    }

    /** Those of two nodes, or loops. */
    public Replayed plus(Replayed other) {
        List<String> both = new ArrayList<>(examples);
        other.examples.stream().filter(line -> !both.contains(line)).forEach(both::add);
        return new Replayed(
                total + other.total,
                otherPool + other.otherPool,
                notFound + other.notFound,
                otherwise + other.otherwise,
                both.subList(0, Math.min(EXAMPLES, both.size())));
    }

    /** For people. */
    @Override
    public String toString() {
        if (total == 0) {
            return "there are no recent requests to try it with";
        }
        if (otherPool + notFound + otherwise == 0) {
            return String.format(Locale.ROOT, "all of the last %,d requests would be routed as before", total);
        }
        return String.format(
                Locale.ROOT,
                "of the last %,d requests %,d would go to another pool, %,d become 404, %,d be answered otherwise",
                total,
                otherPool,
                notFound,
                otherwise);
    }
}
