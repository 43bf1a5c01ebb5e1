package dev.skein.journal;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How far somebody has read: of each node the last line that was seen. Lines of a part of the cluster that was cut off come
 * later, but are older: so no single number will do. The same on every node. As text {@code
 * a:1795258869100:42,b:1795258870200:7}.
 */
public record Position(Map<String, Seen> seen) {
    /** Before the first line. */
    public static final Position BEGIN = new Position(Map.of());

    /** The last line of a node. */
    public record Seen(long life, long seq) {}

    public Position {
        seen = Map.copyOf(seen);
    }

    boolean covers(Entry entry) {
        Seen last = seen.get(entry.node());
        return last != null && (last.life() > entry.life() || last.life() == entry.life() && last.seq() >= entry.seq());
    }

    /** Adds up lines that were seen. */
    static final class Tally {
        private final Map<String, Seen> seen;

        Tally(Position from) {
            seen = new TreeMap<>(from.seen);
        }

        void add(Entry entry) {
            seen.merge(entry.node(), new Seen(entry.life(), entry.seq()), Position::later);
        }

        Position done() {
            return new Position(seen);
        }
    }

    private static Seen later(Seen one, Seen other) {
        boolean first = one.life() != other.life() ? one.life() > other.life() : one.seq() >= other.seq();
        return first ? one : other;
    }

    /** Whether all that another one covers is covered. */
    boolean reaches(Position other) {
        return other.seen.entrySet().stream().allMatch(entry -> {
            Seen ours = seen.get(entry.getKey());
            return ours != null && later(ours, entry.getValue()).equals(ours);
        });
    }

    /** @throws IllegalArgumentException if the text is something else */
    public static Position parse(String text) {
        Map<String, Seen> seen = new TreeMap<>();
        for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            String[] words = part.split(":", -1);
            if (words.length != 3 || words[0].isEmpty()) {
                throw new IllegalArgumentException(part + " (expected: NODE:LIFE:NUMBER)");
            }
            seen.put(words[0], new Seen(Long.parseLong(words[1]), Long.parseLong(words[2])));
        }
        return new Position(seen);
    }

    @Override
    public String toString() {
        return new TreeMap<>(seen)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + ":" + entry.getValue().life() + ":"
                                + entry.getValue().seq())
                        .collect(Collectors.joining(","));
    }
}
