package dev.skein.control;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Decides what a node reports of its load: averages over some tenths of a second. A small state machine over explicit time; for one thread. */
final class LoadTeller {
    /** How often a report is complete. Whoever has heard none for {@link LoadBook#SILENT_NANOS} counts nothing. */
    static final long COMPLETE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Of the latest count in the average. Found by simulation: of requests shorter than reports are apart, one look says little. */
    private static final double WEIGHT = 0.3;

    /** Averages below this round to nothing for good. */
    private static final double NOTHING = 0.01;

    private final Map<Long, Double> averages = new HashMap<>();
    private Map<Long, Integer> complete = Map.of();
    private Map<Long, Integer> told = Map.of();
    private long base;
    private long at;

    /**
     * What to report; null: nothing that the others don't know.
     *
     * @param exact in flight now by id of server; zeros may be left out
     */
    @Nullable
    LoadReport next(Map<Long, Integer> exact, long now) {
        Map<Long, Integer> counts = averaged(exact);
        if (base == 0 || now - at >= COMPLETE_NANOS) {
            at = now;
            base++;
            complete = new HashMap<>(counts);
            complete.values().removeIf(count -> count == 0);
            told = Map.of();
            return new LoadReport(base, true, complete);
        }
        Map<Long, Integer> changed = new HashMap<>();
        counts.forEach((id, count) -> {
            if (!count.equals(complete.getOrDefault(id, 0))) {
                changed.put(id, count);
            }
        });
        complete.keySet().stream().filter(id -> !counts.containsKey(id)).forEach(id -> changed.put(id, 0));
        if (changed.equals(told)) {
            return null;
        }
        told = changed;
        return new LoadReport(base, false, changed);
    }

    private Map<Long, Integer> averaged(Map<Long, Integer> exact) {
        exact.keySet().forEach(id -> averages.putIfAbsent(id, 0.0));
        averages.replaceAll((id, average) -> average + WEIGHT * (exact.getOrDefault(id, 0) - average));
        averages.values().removeIf(average -> average < NOTHING);
        Map<Long, Integer> rounded = new HashMap<>();
        averages.forEach((id, average) -> rounded.put(id, (int) Math.round(average)));
        return rounded;
    }
}
