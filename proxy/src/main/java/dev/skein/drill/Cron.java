package dev.skein.drill;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;

/**
 * When something is due, as crontab(5) writes it, in UTC: minute, hour, day of the month, month, day of the week (0 and 7:
 * Sunday). Numbers, lists, ranges, steps and {@code *}; where both days are given, either will do. Pure.
 */
public final class Cron {
    private static final List<String> NAMES = List.of("minute", "hour", "day", "month", "weekday");
    private static final int[] LEAST = {0, 0, 1, 1, 0};
    private static final int[] MOST = {59, 23, 31, 12, 7};
    /** The 29th of February comes at most eight years later. */
    private static final int YEARS = 9;

    private final String text;
    private final BitSet[] fields = new BitSet[NAMES.size()];
    private final boolean anyDay;
    private final boolean anyWeekday;

    private Cron(String text) {
        String[] words = text.strip().split("\\s+", -1);
        if (words.length != NAMES.size()) {
            throw new IllegalArgumentException(
                    "cron: " + text + " (expected: minute hour day month weekday, as 15 3 * * 1)");
        }
        this.text = String.join(" ", words);
        for (int i = 0; i < words.length; i++) {
            fields[i] = field(words[i], i);
        }
        if (fields[4].get(7)) {
            fields[4].set(0);
        }
        anyDay = words[2].startsWith("*");
        anyWeekday = words[4].startsWith("*");
    }

    /** @throws IllegalArgumentException naming the field that can't be read */
    public static Cron parse(String text) {
        return new Cron(text);
    }

    private static BitSet field(String word, int index) {
        BitSet set = new BitSet();
        for (String part : word.split(",", -1)) {
            String[] stepped = part.split("/", 2);
            String[] range = stepped[0].split("-", 2);
            boolean all = stepped[0].equals("*");
            int from = all ? LEAST[index] : number(range[0], index);
            int to = all || stepped.length == 2 && range.length == 1
                    ? MOST[index]
                    : number(range[range.length - 1], index);
            int step = stepped.length == 2 ? positive(stepped[1], index) : 1;
            if (from > to) {
                throw wrong(part, index);
            }
            for (int value = from; value <= to; value += step) {
                set.set(value);
            }
        }
        return set;
    }

    private static int positive(String word, int index) {
        if (!word.matches("[1-9][0-9]?")) {
            throw wrong(word, index);
        }
        return Integer.parseInt(word);
    }

    private static int number(String word, int index) {
        if (!word.matches("[0-9]{1,2}")) {
            throw wrong(word, index);
        }
        int value = Integer.parseInt(word);
        if (value < LEAST[index] || value > MOST[index]) {
            throw wrong(word, index);
        }
        return value;
    }

    private static IllegalArgumentException wrong(String word, int index) {
        return new IllegalArgumentException("cron: " + NAMES.get(index) + ": " + word + " (expected: " + LEAST[index]
                + " to " + MOST[index] + ", lists, ranges, steps or *)");
    }

    /** The first minute after that moment at which it is due; milliseconds since 1970. {@link Long#MAX_VALUE}: never. */
    long after(long epochMillis) {
        ZonedDateTime at = Instant.ofEpochMilli(epochMillis)
                .atZone(ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.MINUTES)
                .plusMinutes(1);
        ZonedDateTime end = at.plusYears(YEARS);
        while (at.isBefore(end)) {
            if (!fields[3].get(at.getMonthValue())) {
                at = at.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1).plusMonths(1);
            } else if (!day(at)) {
                at = at.truncatedTo(ChronoUnit.DAYS).plusDays(1);
            } else if (!fields[1].get(at.getHour())) {
                at = at.truncatedTo(ChronoUnit.HOURS).plusHours(1);
            } else if (!fields[0].get(at.getMinute())) {
                at = at.plusMinutes(1);
            } else {
                return at.toInstant().toEpochMilli();
            }
        }
        return Long.MAX_VALUE;
    }

    private boolean day(ZonedDateTime at) {
        boolean day = fields[2].get(at.getDayOfMonth());
        boolean weekday = fields[4].get(
                at.getDayOfWeek() == DayOfWeek.SUNDAY ? 0 : at.getDayOfWeek().getValue());
        return anyDay || anyWeekday ? day && weekday : day || weekday;
    }

    @Override
    public String toString() {
        return text;
    }
}
