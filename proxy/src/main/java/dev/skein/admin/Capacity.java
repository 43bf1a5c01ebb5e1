package dev.skein.admin;

import dev.skein.control.NodeReport;
import dev.skein.control.ReportHistory.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How many requests a second the nodes could take, learned from how they did in the last quarter of an hour: the share of
 * the processors that a request cost on average, up to {@value #USABLE} of them. Where event loops were late more than now
 * and then, no more than the most that went well. Known once a node used {@value #LEAST_CPU} of its processors on average
 * while it had {@value #LEAST_RATE} requests a second or more: below that, what it does without any request would count too
 * much.
 */
final class Capacity {
    private static final double USABLE = 0.85;
    private static final double LEAST_CPU = 0.02;
    private static final double LEAST_RATE = 10;
    private static final long LATE_NANOS = 100_000_000;
    /** One step in so many may be late, as for a collection of garbage. */
    private static final int MAY_BE_LATE = 10;

    private final Map<String, Double> byNode = new HashMap<>();

    Capacity(List<Step> steps, Set<String> nodes) {
        for (String node : nodes) {
            Double one = learn(steps, node);
            if (one != null) {
                byNode.put(node, one);
            }
        }
    }

    private static @Nullable Double learn(List<Step> steps, String node) {
        List<NodeReport> reports = new ArrayList<>();
        for (Step step : steps) {
            NodeReport report = step.nodes().get(node);
            if (report != null && report.traffic().perSecond() >= LEAST_RATE) {
                reports.add(report);
            }
        }
        double cpu =
                reports.stream().mapToDouble(report -> report.machine().cpu()).sum();
        double rate = reports.stream()
                .mapToDouble(report -> report.traffic().perSecond())
                .sum();
        if (reports.isEmpty() || cpu / reports.size() < LEAST_CPU) {
            return null;
        }
        double learned = rate / cpu * USABLE;
        long late = reports.stream().filter(Capacity::late).count();
        return late * MAY_BE_LATE <= reports.size() ? learned : Math.min(learned, best(reports));
    }

    private static boolean late(NodeReport report) {
        return report.machine().loopLagNanos() > LATE_NANOS;
    }

    private static double best(List<NodeReport> reports) {
        return reports.stream()
                .filter(report -> !late(report))
                .mapToDouble(report -> report.traffic().perSecond())
                .max()
                .orElse(0);
    }

    /** Requests a second; null: not known yet. */
    @Nullable
    Double of(String node) {
        return byNode.get(node);
    }

    /** Of all these nodes, in requests a second; null unless each one's is known. */
    @Nullable
    Double of(Iterable<String> nodes) {
        double sum = 0;
        for (String node : nodes) {
            Double one = byNode.get(node);
            if (one == null) {
                return null;
            }
            sum += one;
        }
        return sum;
    }

    /** How much of what these nodes can take a rate would be; null where that is not known. */
    @Nullable
    Double share(double rate, Iterable<String> nodes) {
        Double all = of(nodes);
        return all == null || all <= 0 ? null : rate / all;
    }
}
