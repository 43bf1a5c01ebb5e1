package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.skein.control.NodeReport;
import dev.skein.control.NodeReport.Machine;
import dev.skein.control.NodeReport.Rates;
import dev.skein.control.ReportHistory.Step;
import dev.skein.telemetry.HistogramReading;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CapacityTest {
    private static NodeReport report(double rate, double cpu, long lagMillis, long... buckets) {
        return new NodeReport(
                1,
                new Rates(rate, 0, 1),
                HistogramReading.of(buckets, 1),
                new Machine(cpu, 1, 2, 3, 4, lagMillis * 1_000_000),
                Map.of(),
                Map.of(),
                0,
                List.of(),
                "",
                Map.of());
    }

    private static List<Step> steps(NodeReport... reports) {
        List<Step> steps = new ArrayList<>();
        for (NodeReport report : reports) {
            steps.add(new Step(steps.size(), Map.of("a", report, "b", report), Map.of()));
        }
        return steps;
    }

    @Test
    void itIsWhatARequestCostsUpToMostOfTheProcessors() {
        Capacity capacity = new Capacity(steps(report(100, 0.1, 1), report(300, 0.3, 1)), Set.of("a", "b"));
        assertThat(capacity.of("a")).isCloseTo(850.0, within(1e-6));
        assertThat(capacity.share(850, List.of("a", "b"))).isCloseTo(0.5, within(1e-6));
        assertThat(capacity.share(850, List.of("a"))).isCloseTo(1.0, within(1e-6));
    }

    @Test
    void itIsNotKnownWhileThereIsLittleToLearnFrom() {
        Capacity capacity = new Capacity(steps(report(100, 0.01, 1)), Set.of("a"));
        assertThat(capacity.of("a")).isNull();
        assertThat(capacity.share(1, List.of("a"))).isNull();
        assertThat(new Capacity(List.of(), Set.of("a")).of("a")).isNull();
        assertThat(new Capacity(steps(report(9, 0.3, 1)), Set.of("a")).of("a"))
                .as("a node that just started is busy with itself")
                .isNull();
    }

    @Test
    void whereLoopsAreLateItIsNoMoreThanWhatWentWell() {
        Capacity capacity = new Capacity(steps(report(100, 0.1, 1), report(300, 0.3, 500)), Set.of("a"));
        assertThat(capacity.of("a")).isEqualTo(100.0);
    }

    @Test
    void percentilesOfTheClusterAreThoseOfItsBucketsAddedUp() {
        // 99 fast ones on a, one slow one on b: the cluster's p50 is fast, its p99.5 would be slow.
        Step step = new Step(1, Map.of("a", report(99, 0.1, 1, 10, 99), "b", report(1, 0.3, 2, 200, 99)), Map.of());
        JsonObject both = HistoryJson.of(List.of(step), null);
        JsonObject alone = HistoryJson.of(List.of(step), "a");
        double slow = HistoryJson.of(List.of(step), "b").getJsonArray("p99").getDouble(0);
        assertThat(both.getJsonArray("requestsPerSecond").getDouble(0)).isEqualTo(100);
        assertThat(both.getJsonArray("p50").getDouble(0))
                .isEqualTo(alone.getJsonArray("p99").getDouble(0), within(0.001));
        assertThat(both.getJsonArray("p99").getDouble(0)).isCloseTo(slow, within(slow * 0.1));
        assertThat(both.getJsonArray("cpu").getDouble(0)).isEqualTo(0.3);
        assertThat(HistoryJson.of(List.of(step), "c").getJsonArray("p50").getValue(0))
                .isNull();
    }
}
