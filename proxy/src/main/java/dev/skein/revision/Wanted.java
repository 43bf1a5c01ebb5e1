package dev.skein.revision;

import org.jspecify.annotations.Nullable;

/**
 * What somebody wants committed.
 *
 * @param author as the journal names who did something
 * @param expected number of the revision that must rule for that; null: whichever does
 * @param canary node that tries it first; null: none
 * @param watchMillis how long it does
 */
public record Wanted(
        Which which,
        String author,
        String note,
        @Nullable Long expected,
        @Nullable String canary,
        long watchMillis) {}
