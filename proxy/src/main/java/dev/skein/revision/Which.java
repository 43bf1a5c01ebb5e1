package dev.skein.revision;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that somebody means.
 *
 * @param files as texts; null: one that is known already
 * @param number of a revision; null, without files: the file of the node that is asked
 * @param label how problems name its main file
 */
public record Which(
        @Nullable SortedMap<String, String> files, @Nullable Long number, String label) {
    /** The file of the node that is asked. */
    public static Which ownFile() {
        return new Which(null, null, "");
    }

    /** One of the history. */
    public static Which revision(long number) {
        return new Which(null, number, "");
    }
}
