package dev.skein.journal;

import dev.skein.journal.Book.Mark;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far a node has whose journal: asked with, so that another one answers what is missing. As text, a line each: {@code
 * NODE LIFE SEQ HASH}, and {@code NODE floor CLOCK} where what is older was dropped.
 *
 * @param marks by node and life
 * @param floors by node: nothing older is wanted
 */
record Digest(Map<String, Map<Long, Mark>> marks, Map<String, Long> floors) {
    /** Lives of one node that are told: enough to tell which lines are missing, few enough to be sent. */
    private static final int MOST_LIVES = 50;

    static Digest empty() {
        return new Digest(new TreeMap<>(), new HashMap<>());
    }

    /** Adds what a book has; of the lives that are too many, that older ones are not wanted. */
    void add(String node, Book book) {
        Map<Long, Mark> lives = marks.computeIfAbsent(node, key -> new TreeMap<>());
        long floor = book.floor();
        int skip = book.lives().size() - MOST_LIVES;
        for (Entry last : book.lives().values()) {
            if (skip-- > 0) {
                floor = Math.max(floor, last.clock() + 1);
            } else {
                lives.merge(last.life(), new Mark(last.seq(), last.hash()), Digest::further);
            }
        }
        if (floor > 0) {
            floors.merge(node, floor, Math::max);
        }
    }

    private static Mark further(Mark one, Mark other) {
        return one.seq() >= other.seq() ? one : other;
    }

    Map<Long, Mark> of(String node) {
        return marks.getOrDefault(node, Map.of());
    }

    long floor(String node) {
        return floors.getOrDefault(node, 0L);
    }

    String text() {
        StringBuilder out = new StringBuilder(400);
        marks.forEach((node, lives) -> lives.forEach((life, mark) -> out.append(node)
                .append(' ')
                .append(life)
                .append(' ')
                .append(mark.seq())
                .append(' ')
                .append(mark.hash())
                .append('\n')));
        floors.forEach((node, floor) ->
                out.append(node).append(" floor ").append(floor).append('\n'));
        return out.toString();
    }

    /** @throws IllegalArgumentException if the text is something else */
    static Digest parse(String text) {
        Digest digest = empty();
        text.lines().forEach(line -> {
            String[] words = line.split(" ", -1);
            if (words.length == 3 && words[1].equals("floor")) {
                digest.floors().put(words[0], Long.valueOf(words[2]));
            } else if (words.length == 4) {
                digest.marks()
                        .computeIfAbsent(words[0], key -> new TreeMap<>())
                        .put(Long.valueOf(words[1]), new Mark(Long.parseLong(words[2]), words[3]));
            } else {
                throw new IllegalArgumentException("journal: '" + line + "' (expected: NODE LIFE SEQ HASH)");
            }
        });
        return digest;
    }
}
