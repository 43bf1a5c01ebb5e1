package dev.skein.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.cluster.Cluster;
import dev.skein.cluster.Report;
import dev.skein.control.NodeReport.Machine;
import dev.skein.control.NodeReport.Rates;
import dev.skein.model.ServerKey;
import dev.skein.model.Ticker;
import dev.skein.telemetry.HistogramReading;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ReportHistoryTest {
    private final Cluster cluster = Cluster.alone(Ticker.SYSTEM, "a", "1", "");
    private final ReportHistory history = new ReportHistory();

    private void tell(double rate) {
        NodeReport report = new NodeReport(
                1,
                new Rates(rate, 0, 1),
                HistogramReading.of(new long[] {10, 3}, 30_000),
                new Machine(0.5, 1, 2, 3, 4, 5),
                Map.of("shop", new Rates(1, 0, 0)),
                Map.of(new ServerKey("shop", "x"), new Rates(1, 0, 0)),
                0,
                List.of(),
                "",
                Map.of());
        cluster.reports().publish(NodeReport.KIND, report.encode());
    }

    @Test
    void itKeepsAQuarterOfAnHourAndNoMore() {
        for (int i = 0; i < 500; i++) {
            tell(i);
            history.sample(cluster.reports(), i * ReportHistory.STEP_MILLIS);
        }
        List<ReportHistory.Step> steps = history.steps();
        assertThat(steps).hasSize(180);
        assertThat(steps.getLast().epochMillis() - steps.getFirst().epochMillis())
                .isEqualTo(179 * ReportHistory.STEP_MILLIS);
        NodeReport last = Objects.requireNonNull(steps.getLast().nodes().get("a"));
        assertThat(last.traffic().perSecond()).isEqualTo(499);
        assertThat(last.servers()).isEmpty();
        assertThat(last.pools()).isEmpty();
    }

    @Test
    void whoTellsNothingNewIsLeftOutAfterAWhile() {
        tell(5);
        for (int i = 0; i < 4; i++) {
            history.sample(cluster.reports(), i * ReportHistory.STEP_MILLIS);
        }
        assertThat(history.steps().stream().map(step -> step.nodes().size())).containsExactly(1, 1, 0, 0);
    }

    @Test
    void whatCannotBeReadIsLeftOut() {
        cluster.reports().publish(NodeReport.KIND, new byte[] {1});
        history.sample(cluster.reports(), 1);
        assertThat(history.steps().getFirst().nodes()).isEmpty();
    }

    @Test
    void timesOfServersGoThroughTheGrid() {
        ServerKey key = new ServerKey("shop", "10.0.0.1:80");
        ServerTimes times = new ServerTimes(Map.of(key, HistogramReading.of(new long[] {10, 3, 40, 2}, 5_000)));
        cluster.reports().publish(ServerTimes.KIND, times.encode());
        Report report = Objects.requireNonNull(
                cluster.reports().latest(ServerTimes.KIND).get("a"));
        HistogramReading read = Objects.requireNonNull(
                ServerTimes.decode(report.value()).byServer().get(key));
        assertThat(read.sparse()).containsExactly(10, 3, 40, 2);
        assertThat(read.sumNanos()).isEqualTo(5_000);
    }
}
