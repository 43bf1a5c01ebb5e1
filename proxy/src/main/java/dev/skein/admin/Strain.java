package dev.skein.admin;

import dev.skein.control.NodeReport;
import dev.skein.control.ReportHistory.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the nodes' figures of the last minutes show that is not as it should be, by the same limits as
 * {@code conf/prometheus/alerts.yml}: the share of answers that are errors, event loops that are late, and lines of logs that
 * were dropped.
 */
final class Strain {
    /** Steps of the last minute. */
    private static final int MINUTE = 12;
    /** Steps of the last five minutes, and the one before them. */
    private static final int FIVE_MINUTES = 61;

    private static final double MOST_ERRORS = 0.02;
    /** Below that a single error would be a large share. */
    private static final double LEAST_RATE = 0.2;

    private static final long LATE_NANOS = 100_000_000;
    /** A collection of garbage makes one step late, or two. */
    private static final int LATE_STEPS = 6;

    private Strain() {}

    /** @param steps of the last quarter of an hour, the oldest first */
    static void find(List<Step> steps, List<String> hurts, List<String> limps) {
        List<Step> minute = last(steps, MINUTE);
        errors(minute, hurts);
        late(minute, limps);
        lost(last(steps, FIVE_MINUTES), limps);
    }

    private static List<Step> last(List<Step> steps, int most) {
        return steps.subList(Math.max(0, steps.size() - most), steps.size());
    }

    private static void errors(List<Step> minute, List<String> hurts) {
        double all = 0;
        double errors = 0;
        for (Step step : minute) {
            for (NodeReport report : step.nodes().values()) {
                all += report.traffic().perSecond();
                errors += report.errorsPerSecond();
            }
        }
        if (all > LEAST_RATE * minute.size() && errors > MOST_ERRORS * all) {
            hurts.add(String.format(
                    Locale.ROOT,
                    "answers: %.1f %% of the last minute's are 500 or above (expected: at most %.0f %%)",
                    100 * errors / all,
                    100 * MOST_ERRORS));
        }
    }

    private static void late(List<Step> minute, List<String> limps) {
        Map<String, List<Long>> lags = new TreeMap<>();
        for (Step step : minute) {
            step.nodes()
                    .forEach((id, report) -> lags.computeIfAbsent(id, _ -> new ArrayList<>())
                            .add(report.machine().loopLagNanos()));
        }
        lags.forEach((id, all) -> {
            long late = all.stream().filter(lag -> lag > LATE_NANOS).count();
            if (late >= LATE_STEPS && 2 * late > all.size()) {
                limps.add("node " + id + ": event loops were late by more than " + LATE_NANOS / 1_000_000 + " ms in "
                        + late + " of " + all.size() + " looks of the last minute: it is at its end");
            }
        });
    }

    private static void lost(List<Step> steps, List<String> limps) {
        Map<String, Long> dropped = new TreeMap<>();
        for (int i = 1; i < steps.size(); i++) {
            Map<String, Long> before = steps.get(i - 1).linesLost();
            steps.get(i).linesLost().forEach((id, now) -> {
                long then = before.getOrDefault(id, now);
                // A node that began anew counts from 0 again.
                dropped.merge(id, now < then ? now : now - then, Long::sum);
            });
        }
        dropped.forEach((id, lines) -> {
            if (lines > 0) {
                limps.add("node " + id + ": " + Texts.count(lines, "line")
                        + " of logs, traces or the journal dropped in the last five minutes");
            }
        });
    }
}
