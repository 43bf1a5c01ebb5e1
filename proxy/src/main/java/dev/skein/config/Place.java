package dev.skein.config;

import org.jspecify.annotations.Nullable;

/**
 * Where something was written. All places are equal: settings that were only moved within their file, or to another one,
 * are the same settings, and a reload must not touch what they describe.
 *
 * @param file as given on the command line, or as the including file names it
 * @param line from 1; 0 where unknown
 */
public record Place(String file, int line) {
    /** The place of what was not written but is a default. */
    public static final Place DEFAULT = new Place("default", 0);

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Place;
    }

    @Override
    public int hashCode() {
        return 1;
    }

    /** As {@code conf/skein.conf:12}, which terminals and editors make a link. */
    @Override
    public String toString() {
        return line > 0 ? file + ":" + line : file;
    }
}
