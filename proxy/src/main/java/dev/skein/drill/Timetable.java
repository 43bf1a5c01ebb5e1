package dev.skein.drill;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Which scheduled drill is due. Pure. */
final class Timetable {
    /** What could not begin for so long is left out: it was meant for that time of the day. */
    private static final long LATE_MILLIS = TimeUnit.MINUTES.toMillis(10);

    private Timetable() {}

    /** The first that is due, or was and is too late by now; null: none. */
    static @Nullable Schedule due(DrillBook book, long epochMillis) {
        return book.schedules().stream()
                .filter(schedule -> schedule.dueEpochMillis() <= epochMillis)
                .findFirst()
                .orElse(null);
    }

    static boolean late(Schedule schedule, long epochMillis) {
        return epochMillis - schedule.dueEpochMillis() > LATE_MILLIS;
    }
}
