package dev.skein.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the API's values look like to people, whatever their locale. Absent values give the empty string. */
final class Numbers {
    /**
     * What can steer a terminal, of which there are two kinds beside ESC: U+009B says the same as ESC and a bracket, and a
     * change of direction shows a text as another one.
     */
    private static final Pattern STEERS = Pattern.compile("[\\p{Cc}\u202a-\u202e\u2066-\u2069&&[^\n\t]]");

    private Numbers() {}

    /** A member that is an object; an empty one where it is null or missing. */
    static JsonObject object(JsonObject in, String name) {
        JsonObject value = in.getJsonObject(name);
        return value == null ? new JsonObject() : value;
    }

    /** A member that is a list of objects. */
    static List<JsonObject> objects(JsonObject in, String name) {
        JsonArray value = in.getJsonArray(name);
        return value == null
                ? List.of()
                : value.stream().map(JsonObject.class::cast).toList();
    }

    /** A member that is a list of texts. */
    static List<String> texts(JsonObject in, String name) {
        JsonArray value = in.getJsonArray(name);
        return value == null
                ? List.of()
                : value.stream().map(String::valueOf).map(Numbers::plain).toList();
    }

    /** A member that is a text. */
    static String text(JsonObject in, String name) {
        Object value = in.getValue(name);
        return value == null ? "" : plain(value.toString());
    }

    /** Says below figures whose they are; nothing where an older node doesn't tell. */
    static void scope(JsonObject answer, PrintWriter out) {
        String node = text(answer, "scope");
        if (!node.isEmpty()) {
            out.println("figures: of node " + node + " alone");
        }
    }

    /** Clients and servers are quoted in what nodes tell: none of that may steer the terminal of whoever reads it. */
    static String plain(String text) {
        return STEERS.matcher(text).replaceAll("?");
    }

    /** Whole numbers as they are, others with one digit. */
    static String number(@Nullable Number value) {
        if (value == null) {
            return "";
        }
        double number = value.doubleValue();
        return number == Math.rint(number) ? String.valueOf(value.longValue()) : format("%.1f", number);
    }

    static String number(JsonObject in, String name) {
        return number(in.getNumber(name));
    }

    /** {@code 1536} as {@code 1.5 KiB}; {@code ?} where it is not known. */
    static String bytes(@Nullable Number value) {
        if (value == null) {
            return "?";
        }
        double size = value.doubleValue();
        for (String unit : List.of("B", "KiB", "MiB")) {
            if (size < 1024) {
                return (unit.equals("B") ? format("%.0f", size) : format("%.1f", size)) + " " + unit;
            }
            size /= 1024;
        }
        return format("%.1f", size) + " GiB";
    }

    /** The two largest units of a time: {@code 3 d 4 h}, {@code 12 s}. */
    static String duration(@Nullable Number millis) {
        if (millis == null) {
            return "";
        }
        Duration time = Duration.ofMillis(millis.longValue());
        if (time.toDays() > 0) {
            return time.toDays() + " d " + time.toHoursPart() + " h";
        }
        if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        if (time.toMinutes() > 0) {
            return time.toMinutes() + " min " + time.toSecondsPart() + " s";
        }
        return time.toSeconds() + " s";
    }

    private static String format(String pattern, double value) {
        return String.format(Locale.ROOT, pattern, value);
    }
}
