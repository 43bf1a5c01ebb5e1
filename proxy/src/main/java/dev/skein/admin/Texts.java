package dev.skein.admin;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How values are written in the API. */
final class Texts {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Texts() {}

    /** An enumerated value as the configuration writes it. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** ISO 8601 in UTC with milliseconds; null for 0, which is never. */
    static @Nullable String time(long epochMillis) {
        return epochMillis == 0 ? null : TIME.format(Instant.ofEpochMilli(epochMillis));
    }

    static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /** {@code 1 server}, {@code 2 servers}. */
    static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
