package dev.skein.routing;

import org.jspecify.annotations.Nullable;

/**
 * Why a rule takes a request, or does not.
 *
 * @param rule name of the rule
 * @param mismatch the first condition that doesn't hold; null if the rule matches
 */
public record Explanation(String rule, @Nullable Mismatch mismatch) {
    /**
     * A condition that doesn't hold.
     *
     * @param subject what was looked at: {@code host}, {@code path}, {@code header accept}
     * @param found what the request has there; {@code (none)} where it has nothing
     * @param expected what the rule asks for
     */
    public record Mismatch(String subject, String found, String expected) {
        @Override
        public String toString() {
            return subject + ": " + found + " (expected: " + expected + ")";
        }
    }

    public boolean matched() {
        return mismatch == null;
    }

    @Override
    public String toString() {
        return rule + ": " + (mismatch == null ? "matches" : mismatch.toString());
    }
}
