package dev.skein.journal;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to read.
 *
 * @param nodes only those of these nodes; empty: all
 * @param kinds only events of these kinds, as {@code EventKind.code} writes them; empty: all
 * @param severities likewise
 * @param sinceMillis only what is not older, milliseconds since 1970; 0: all
 * @param untilMillis only what is not younger, likewise
 * @param after only what was not seen yet, the oldest first; null: the latest, newest first
 * @param limit at most so many, at least 1
 */
public record Query(
        Set<String> nodes,
        Set<String> kinds,
        Set<String> severities,
        long sinceMillis,
        long untilMillis,
        @Nullable Position after,
        int limit) {

    /** Until now, and after that. */
    public Query(
            Set<String> nodes,
            Set<String> kinds,
            Set<String> severities,
            long sinceMillis,
            @Nullable Position after,
            int limit) {
        this(nodes, kinds, severities, sinceMillis, Long.MAX_VALUE, after, limit);
    }

    /**
     * An answer.
     *
     * @param position where to go on: after all that was looked at
     */
    public record Page(List<Entry> entries, Position position) {}

    /** Lines to be read, each node's in its order, as often as one likes. */
    interface Source {
        void forEach(ChainReader.Sink sink) throws IOException;
    }

    private boolean wants(Entry entry) {
        return (nodes.isEmpty() || nodes.contains(entry.node()))
                && (kinds.isEmpty() || kinds.contains(entry.kind()))
                && (severities.isEmpty() || severities.contains(entry.severity()))
                && entry.millis() >= sinceMillis
                && entry.millis() <= untilMillis
                && (after == null || !after.covers(entry));
    }

    Page run(Source source) throws IOException {
        TreeSet<Entry> found = new TreeSet<>();
        source.forEach((entry, previous) -> {
            if (wants(entry) && found.add(entry) && found.size() > limit) {
                var unused = after == null ? found.pollFirst() : found.pollLast();
            }
        });
        return after == null
                ? new Page(List.copyOf(found.reversed()), upTo(source, Position.BEGIN, null))
                : new Page(List.copyOf(found), upTo(source, after, found.size() < limit ? null : found.last()));
    }

    /** All up to that line has been looked at, wanted or not; null: all. */
    private static Position upTo(Source source, Position from, @Nullable Entry end) throws IOException {
        Position.Tally passed = new Position.Tally(from);
        source.forEach((entry, previous) -> {
            if (end == null || entry.compareTo(end) <= 0) {
                passed.add(entry);
            }
        });
        return passed.done();
    }
}
