package dev.skein.telemetry;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of the journal.
 *
 * @param id its number, from 1, ascending within the life of the process
 * @param at when it happened, by the node's wall clock
 * @param subject what it is about: {@code shop/10.0.2.12:8080}, a listener's name, a file
 * @param text what happened and why, a short sentence: {@code 3 checks failed: connection refused}
 * @param by who caused it: a user of the admin API; null if nobody in particular
 */
public record Event(
        long id,
        Instant at,
        EventKind kind,
        String subject,
        String text,
        @Nullable String by) {

    /** Adds the members of its JSON object, from {@code "at"} to {@code "by"}; whose it is, and when on which clock, the journal's chain says. */
    public StringBuilder json(StringBuilder out) {
        out.append("\"at\":");
        JsonText.string(out, JsonText.time(at)).append(",\"severity\":");
        JsonText.string(out, kind.severity().name().toLowerCase(Locale.ROOT)).append(",\"kind\":");
        JsonText.string(out, kind.code()).append(",\"subject\":");
        JsonText.string(out, subject).append(",\"text\":");
        JsonText.string(out, text).append(",\"by\":");
        return by == null ? out.append("null") : JsonText.string(out, by);
    }
}
