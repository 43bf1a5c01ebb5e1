package dev.skein.config;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The nearest of the possible words to a misspelt one, by Damerau's edit distance (optimal string alignment). */
final class Suggestion {
    private Suggestion() {}

    /** The nearest word in quotes, or null where none is near: at most one edit in three letters, at least one. */
    static @Nullable String nearest(String found, Collection<String> words) {
        String best = null;
        int bestDistance = Math.max(1, found.length() / 3) + 1;
        for (String word : words) {
            int distance = distance(found.toLowerCase(Locale.ROOT), word.toLowerCase(Locale.ROOT));
            if (distance < bestDistance) {
                bestDistance = distance;
                best = word;
            }
        }
        return best == null ? null : "'" + best + "'";
    }

    /** Insertions, deletions, substitutions and swaps of neighbours that make one word of the other. */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 ? j : j == 0 ? i : cheapest(d, a, b, i, j);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int cheapest(int[][] d, String a, String b, int i, int j) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int cost = Math.min(d[i - 1][j - 1] + (same ? 0 : 1), Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(cost, d[i - 2][j - 2] + 1) : cost;
    }
}
