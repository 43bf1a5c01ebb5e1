package dev.skein.drill;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cluster's drills.
 *
 * @param drills the latest, newest first; at most one of them is open, and that is the first
 * @param schedules by name
 */
record DrillBook(List<Drill> drills, List<Schedule> schedules) {
    static final DrillBook EMPTY = new DrillBook(List.of(), List.of());

    private static final int VERSION = 1;
    private static final int MOST = 20;
    private static final int MOST_SCHEDULES = 50;

    DrillBook {
        drills = List.copyOf(drills);
        schedules = List.copyOf(schedules);
    }

    @Nullable
    Drill latest() {
        return drills.isEmpty() ? null : drills.getFirst();
    }

    DrillBook with(Drill drill) {
        List<Drill> next = new ArrayList<>(List.of(drill));
        drills.stream().filter(old -> old.number() != drill.number()).forEach(next::add);
        return new DrillBook(next.subList(0, Math.min(MOST, next.size())), schedules);
    }

    /** In place of the one of its name. */
    DrillBook with(Schedule schedule) {
        DrillBook others = without(schedule.name());
        if (others.schedules.size() >= MOST_SCHEDULES) {
            throw new IllegalStateException(
                    "schedules: " + (MOST_SCHEDULES + 1) + " (expected: at most " + MOST_SCHEDULES + ")");
        }
        List<Schedule> next = new ArrayList<>(others.schedules);
        next.add(schedule);
        next.sort(Comparator.comparing(Schedule::name));
        return new DrillBook(drills, next);
    }

    DrillBook without(String schedule) {
        return new DrillBook(
                drills,
                schedules.stream().filter(one -> !one.name().equals(schedule)).toList());
    }

    byte[] encode() {
        Encoder out = new Encoder(VERSION).number(drills.size());
        drills.forEach(drill -> drill.encode(out));
        out.number(schedules.size());
        schedules.forEach(schedule -> schedule.encode(out));
        return out.done();
    }

    /** @throws Decoder.MalformedException if the bytes are something else */
    static DrillBook decode(byte[] bytes) {
        Decoder in = new Decoder(bytes);
        List<Drill> drills = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            drills.add(Drill.decode(in));
        }
        List<Schedule> schedules = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            schedules.add(Schedule.decode(in));
        }
        return new DrillBook(drills, schedules);
    }
}
