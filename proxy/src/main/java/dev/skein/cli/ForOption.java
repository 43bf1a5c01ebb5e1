package dev.skein.cli;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** How long a wish holds. */
final class ForOption {
    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,8})([smhd])");
    private static final Map<String, Long> MILLIS = Map.of("s", 1000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description = "How long: 90s, 30m, 8h, up to 24d. Without it: until it is taken back.")
    private String time = "";

    /** Adds it to a wish, where it was given. */
    void addTo(JsonObject body) {
        add(body, "expiresInMs", "--for", time);
    }

    /** Adds an option's time to a body, where it was given. */
    static void add(JsonObject body, String field, String option, String time) {
        if (!time.isEmpty()) {
            body.put(field, millis(option, time));
        }
    }

    /** A time as people write it, 1 s to 24 days. */
    static long millis(String option, String time) {
        Matcher matcher = TIME.matcher(time);
        long millis =
                matcher.matches() ? Long.parseLong(matcher.group(1)) * MILLIS.getOrDefault(matcher.group(2), 0L) : 0;
        if (millis < 1000 || millis > Integer.MAX_VALUE) {
            throw new Failed(ExitCode.PROBLEMS, option + ": " + time + " (expected: a time from 1s to 24d, like 30m)");
        }
        return millis;
    }
}
