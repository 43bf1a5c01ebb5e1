package dev.skein.admin;

import dev.skein.telemetry.Event;
import dev.skein.telemetry.Journal;
import io.vertx.core.http.HttpServerRequest;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The journal, as asked for. */
final class EventsJson {
    private static final int MOST = 1000;
    private static final int USUAL = 100;

    private EventsJson() {}

    static String of(Journal journal, HttpServerRequest request) {
        long after = number("after", request.getParam("after"), 0, Long.MAX_VALUE, 0);
        int limit = (int) number("limit", request.getParam("limit"), 1, MOST, USUAL);
        return journal.latest(after, limit).stream()
                .map(Event::toJson)
                .collect(Collectors.joining(",", "{\"events\":[", "]}"));
    }

    private static long number(String name, @Nullable String text, long least, long most, long usual) {
        if (text == null) {
            return usual;
        }
        try {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Falls through: it is as wrong as a number out of range.
        }
        String range = most == Long.MAX_VALUE ? least + " or more" : least + " to " + most;
        throw Refusal.of(400, name + ": " + text + " (expected: " + range + ")");
    }
}
