package dev.skein.config;

import org.jspecify.annotations.Nullable;

/**
 * Something in a configuration that cannot be, or should not be.
 *
 * @param path of the key, from {@code skein}; empty where the file as a whole is meant
 * @param found the offending value, or what is wrong with it
 * @param rule what was expected; empty where {@code found} says it all
 * @param suggestion what may have been meant
 */
public record Problem(
        Place place,
        String path,
        String found,
        String rule,
        @Nullable String suggestion) {

    /** As {@code conf/skein.conf:4: skein.pools.shop.weight: 300 (expected: 0 to 256; did you mean …?)}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(place.toString()).append(": ");
        if (!path.isEmpty()) {
            text.append(path).append(": ");
        }
        text.append(found);
        if (rule.isEmpty() && suggestion == null) {
            return text.toString();
        }
        text.append(" (");
        if (!rule.isEmpty()) {
            text.append("expected: ").append(rule);
        }
        if (suggestion != null) {
            text.append(rule.isEmpty() ? "" : "; ")
                    .append("did you mean ")
                    .append(suggestion)
                    .append('?');
        }
        return text.append(')').toString();
    }
}
