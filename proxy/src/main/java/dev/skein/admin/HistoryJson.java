package dev.skein.admin;

import dev.skein.control.NodeReport;
import dev.skein.control.NodeReport.Rates;
import dev.skein.control.ReportHistory;
import dev.skein.control.ReportHistory.Step;
import dev.skein.telemetry.HistogramReading;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The last quarter of an hour as columns: of the cluster, buckets added up before percentiles are taken, or of one node. */
final class HistoryJson {
    private static final List<String> STATUSES = List.of("none", "1xx", "2xx", "3xx", "4xx", "5xx");

    private HistoryJson() {}

    /** @param node null: all of them together */
    static JsonObject of(List<Step> steps, @Nullable String node) {
        JsonObject columns = new JsonObject();
        steps.forEach(step -> add(columns, step, node));
        return columns.put("scope", node == null ? "cluster" : node).put("stepMs", ReportHistory.STEP_MILLIS);
    }

    private static void add(JsonObject columns, Step step, @Nullable String node) {
        NodeReport one = node == null ? null : step.nodes().get(node);
        Collection<NodeReport> reports = node == null ? step.nodes().values() : one == null ? List.of() : List.of(one);
        put(columns, "at", Texts.time(step.epochMillis()));
        put(columns, "nodes", reports.size());
        if (reports.isEmpty()) {
            gap(columns);
            return;
        }
        Rates rates = reports.stream().map(NodeReport::traffic).reduce(Sums.NOTHING, Rates::plus);
        put(columns, "requestsPerSecond", Sums.rounded(rates.perSecond()));
        put(columns, "failedPerSecond", Sums.rounded(rates.failedPerSecond()));
        put(columns, "inFlight", rates.inFlight());
        HistogramReading all =
                reports.stream().map(NodeReport::durations).reduce(HistogramReading.EMPTY, HistogramReading::plus);
        put(columns, "p50", percentile(all, 0.5));
        put(columns, "p95", percentile(all, 0.95));
        put(columns, "p99", percentile(all, 0.99));
        put(columns, "cpu", highest(reports, report -> report.machine().cpu()));
        put(
                columns,
                "loopLagMs",
                highest(reports, report -> Figures.millis(report.machine().loopLagNanos())));
        for (int i = 0; i < STATUSES.size(); i++) {
            int at = i;
            put(columns, STATUSES.get(i), Sums.rounded(sum(reports, report -> status(report, at))));
        }
    }

    /** Nobody told anything: not the same as nothing. */
    private static void gap(JsonObject columns) {
        for (String name : List.of("requestsPerSecond", "failedPerSecond", "inFlight", "p50", "p95", "p99")) {
            put(columns, name, null);
        }
        put(columns, "cpu", null);
        put(columns, "loopLagMs", null);
        STATUSES.forEach(name -> put(columns, name, null));
    }

    private static double status(NodeReport report, int at) {
        return at < report.statuses().size() ? report.statuses().get(at) : 0;
    }

    private static @Nullable Double percentile(HistogramReading all, double share) {
        return all.count() == 0 ? null : (Double) Figures.millis(all.percentileNanos(share));
    }

    private static double highest(Collection<NodeReport> reports, ToDoubleFunction<NodeReport> of) {
        return reports.stream().mapToDouble(of).max().orElse(0);
    }

    private static double sum(Collection<NodeReport> reports, ToDoubleFunction<NodeReport> of) {
        return reports.stream().mapToDouble(of).sum();
    }

    private static void put(JsonObject columns, String name, @Nullable Object value) {
        JsonArray column = columns.getJsonArray(name);
        if (column == null) {
            column = new JsonArray();
            columns.put(name, column);
        }
        column.add(value);
    }
}
