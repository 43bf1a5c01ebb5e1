package dev.skein.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules for plain values: numbers, words, durations, sizes, names. */
final class Rules {
    private static final Pattern NAME_PATTERN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern RATE_PATTERN = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)\\s*/\\s*([smh])");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

    static final Rule<String> TEXT = new Rule<>("text", "", Rule::good);

    /** Of what the system is told: names of files, arguments of programs. */
    static final Rule<String> SYSTEM_TEXT =
            new Rule<>("text without NUL", "", text -> text.indexOf('\0') < 0 ? Rule.good(text) : Rule.bad());

    /** Of a listener, route, pool or user: it stands in paths, logs and metrics. */
    static final Rule<String> NAME = new Rule<>(
            "letters, digits, '.', '_' and '-', at most 64, beginning with a letter or digit",
            "name",
            text -> NAME_PATTERN.matcher(text).matches() ? Rule.good(text) : Rule.bad());

    static final Rule<Boolean> BOOLEAN =
            new Rule<>("true or false", false, text -> switch (text.toLowerCase(Locale.ROOT)) {
                case "true", "yes", "on" -> Rule.good(true);
                case "false", "no", "off" -> Rule.good(false);
                default -> Rule.bad();
            });

    /** Requests per second. */
    static final Rule<Double> RATE = new Rule<>("a number of requests per s, m or h above 0, as 100/s", 1.0, text -> {
        Matcher matcher = RATE_PATTERN.matcher(text);
        if (!matcher.matches() || Double.parseDouble(matcher.group(1)) == 0) {
            return NUMBER.matcher(text).matches() ? Rule.bad("'" + text + "/s'") : Rule.bad();
        }
        double seconds = matcher.group(2).equals("s") ? 1 : matcher.group(2).equals("m") ? 60 : 3600;
        return Rule.good(Double.parseDouble(matcher.group(1)) / seconds);
    });

    private Rules() {}

    static Rule<Integer> integer(int min, int max) {
        return new Rule<>(min + " to " + max, min, text -> {
            try {
                int value = Integer.parseInt(text);
                return value < min || value > max ? Rule.bad() : Rule.good(value);
            } catch (NumberFormatException e) {
                return Rule.bad();
            }
        });
    }

    static Rule<Long> count(long min, long max) {
        return new Rule<>(min + " to " + max, min, text -> {
            try {
                long value = Long.parseLong(text);
                return value < min || value > max ? Rule.bad() : Rule.good(value);
            } catch (NumberFormatException e) {
                return Rule.bad();
            }
        });
    }

    static Rule<Double> decimal(double min, double max) {
        return new Rule<>(plain(min) + " to " + plain(max), min, text -> {
            if (!NUMBER.matcher(text).matches()) {
                return Rule.bad();
            }
            double value = Double.parseDouble(text);
            return value < min || value > max ? Rule.bad() : Rule.good(value);
        });
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    static <E extends Enum<E>> Rule<E> word(Class<E> type) {
        E[] values = type.getEnumConstants();
        List<String> words = new ArrayList<>();
        for (E value : values) {
            words.add(Words.of(value));
        }
        return new Rule<>(oneOf(words), values[0], text -> {
            int index = words.indexOf(text.toLowerCase(Locale.ROOT));
            return index >= 0 ? Rule.good(values[index]) : Rule.bad(Suggestion.nearest(text, words));
        });
    }

    /** {@code a, b or c}. */
    static String oneOf(List<String> words) {
        int last = words.size() - 1;
        return last < 1 ? String.join("", words) : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }

    /**
     * A duration with its unit. A bare number is refused, since the library takes it for milliseconds and people mean
     * seconds.
     *
     * @param max as it stands in the message, too
     */
    static Rule<Duration> duration(String min, String max) {
        Duration least = parseDuration(min);
        Duration most = parseDuration(max);
        return new Rule<>("a duration from " + min + " to " + max, least, text -> {
            if (NUMBER.matcher(text).matches() && !text.equals("0")) {
                return Rule.bad("'" + text + "s'");
            }
            try {
                Duration value = parseDuration(text);
                return value.compareTo(least) < 0 || value.compareTo(most) > 0 ? Rule.bad() : Rule.good(value);
            } catch (ConfigException | ArithmeticException e) {
                return Rule.bad();
            }
        });
    }

    /** A duration that may be switched off: zero. */
    static Rule<Duration> durationOrOff(String min, String max) {
        Rule<Duration> rule = duration(min, max).or("off", Duration.ZERO);
        return new Rule<>(
                rule.expected(),
                rule.standIn(),
                t -> t.equals("0") ? Rule.good(Duration.ZERO) : rule.reader().apply(t));
    }

    private static Duration parseDuration(String text) {
        return ConfigValueFactory.fromAnyRef(text).atKey("v").getDuration("v");
    }

    static Rule<Long> size(String min, String max) {
        long least = parseSize(min);
        long most = parseSize(max);
        return new Rule<>("a size from " + min + " to " + max, least, text -> {
            try {
                long value = parseSize(text);
                return value < least || value > most ? Rule.bad() : Rule.good(value);
            } catch (ConfigException e) {
                return Rule.bad();
            }
        });
    }

    static Rule<Integer> smallSize(String min, String max) {
        Rule<Long> rule = size(min, max);
        return new Rule<>(rule.expected(), (int) (long) rule.standIn(), text -> switch (rule.reader()
                .apply(text)) {
            case Rule.Read.Good<Long>(Long value) -> Rule.good((int) (long) value);
            case Rule.Read.Bad<Long> refused -> new Rule.Read.Bad<>(refused.detail(), refused.suggestion());
        });
    }

    private static long parseSize(String text) {
        return ConfigValueFactory.fromAnyRef(text).atKey("v").getBytes("v");
    }

    /** One of the names given. */
    static Rule<String> oneOf(String what, List<String> names) {
        Set<String> known = Set.copyOf(names);
        String expected = names.isEmpty() ? "one of the " + what + ", but there are none" : what(what, names);
        return new Rule<>(
                expected,
                "",
                text -> known.contains(text) ? Rule.good(text) : Rule.bad(Suggestion.nearest(text, names)));
    }

    private static String what(String what, List<String> names) {
        boolean few = names.size() <= 8;
        return "one of the " + what + (few ? " [" + String.join(", ", names) + "]" : "");
    }
}
