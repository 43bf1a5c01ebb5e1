package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.admin.ClusterFamilies.Seen;
import dev.skein.cluster.Cluster;
import dev.skein.cluster.MemoryGrid;
import dev.skein.control.CertificatesInUse;
import dev.skein.control.CertificatesInUse.Certificate;
import dev.skein.control.NodeReport;
import dev.skein.control.NodeReport.Machine;
import dev.skein.control.NodeReport.Rates;
import dev.skein.control.NodeTotals;
import dev.skein.model.ServerKey;
import dev.skein.model.Ticker;
import dev.skein.telemetry.HistogramReading;
import dev.skein.telemetry.PrometheusParser;
import dev.skein.telemetry.PrometheusText;
import dev.skein.telemetry.PrometheusText.Format;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one node tells of all, from reports only. */
class ClusterFamiliesTest {
    private static final ServerKey SERVER = new ServerKey("shop", "10.0.0.1:80");

    private final MemoryGrid grid = new MemoryGrid(Ticker.SYSTEM, 2);
    private final Cluster one = grid.node("a", 1);
    private final Cluster other = grid.node("b", 2);

    @BeforeEach
    void join() {
        grid.join(one);
        grid.join(other);
    }

    private PrometheusParser scraped(Cluster by) {
        Seen seen = new Seen(by, List.of(), 10_000, Map.of("203.0.113.10", "b", "203.0.113.11", ""), List.of());
        return PrometheusParser.parse(PrometheusText.write(ClusterFamilies.of(seen), Format.PROMETHEUS));
    }

    private static void report(Cluster of, double rate, long inFlight, long requests) {
        Rates rates = new Rates(rate, 0.5, inFlight);
        HistogramReading durations = HistogramReading.of(new long[] {200, requests}, requests * 1_000_000);
        NodeReport report = new NodeReport(
                8000,
                rates,
                HistogramReading.EMPTY,
                new Machine(0.25, 10, 20, 30, 100, 5_000_000),
                Map.of("shop", rates),
                Map.of(SERVER, rates),
                0.25,
                List.of(0.0, 0.0, rate, 0.0, 0.0, 0.25),
                "",
                Map.of());
        of.reports().publish(NodeReport.KIND, report.encode());
        NodeTotals totals =
                new NodeTotals(List.of(1L, 0L, requests, 0L, 4L, 5L), 6, 700, 8000, requests + 10, 3, 2, durations);
        of.reports().publish(NodeTotals.KIND, totals.encode());
    }

    private static double sum(PrometheusParser parsed, String name, String label) {
        return parsed.values.entrySet().stream()
                .filter(sample -> sample.getKey().startsWith(name + "{")
                        && sample.getKey().contains(label))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    @Test
    void eachSampleSaysItsNodeAndTheSumsAreTheClusters() {
        report(one, 100, 3, 1000);
        report(other, 50.5, 4, 234);
        PrometheusParser parsed = scraped(one);
        assertThat(parsed.values.keySet()).allMatch(sample -> sample.contains("node="));
        assertThat(parsed.types.keySet()).allMatch(name -> name.startsWith("skein_cluster_"));
        assertThat(sum(parsed, "skein_cluster_requests_total", "status=2xx")).isEqualTo(1234);
        assertThat(sum(parsed, "skein_cluster_requests_total", "node=a")).isEqualTo(1010);
        assertThat(sum(parsed, "skein_cluster_requests_per_second", "")).isEqualTo(150.5);
        assertThat(sum(parsed, "skein_cluster_pool_requests_in_flight", "pool=shop"))
                .isEqualTo(7);
        assertThat(sum(parsed, "skein_cluster_server_failures_per_second", "server=10.0.0.1:80"))
                .isEqualTo(1);
        assertThat(sum(parsed, "skein_cluster_request_duration_seconds_count", ""))
                .isEqualTo(1234);
        assertThat(parsed.values)
                .containsEntry("skein_cluster_log_lines_lost_total{node=a}", 2.0)
                .containsEntry("skein_cluster_report_age_seconds{node=b}", 2.0)
                .containsEntry("skein_cluster_loop_lag_seconds{node=b}", 0.005)
                .containsEntry("skein_cluster_headroom_ratio{node=a}", 0.7)
                .containsEntry("skein_cluster_virtual_ip_held{node=b, address=203.0.113.10}", 1.0)
                .doesNotContainKey("skein_cluster_virtual_ip_held{node=, address=203.0.113.11}");
    }

    @Test
    void anyNodeTellsTheSame() {
        report(one, 100, 3, 1000);
        report(other, 50.5, 4, 234);
        assertThat(scraped(one).values).isEqualTo(scraped(other).values);
    }

    @Test
    void certificatesOfAllNodesAreThere() {
        Certificate certificate = new Certificate(
                "listener", "https", "tls/site.pem", "c0ffee", "CN=site", "CN=ca", List.of("site"), 0, 2_000_000_000L);
        // Twice on one listener, as a file that is named twice brings it.
        other.reports()
                .publish(
                        CertificatesInUse.KIND,
                        new CertificatesInUse(List.of(certificate, certificate), List.of()).encode());
        assertThat(scraped(one).values)
                .containsEntry(
                        "skein_cluster_certificate_expiry_seconds{node=b, use=listener, where=https, file=tls/site.pem,"
                                + " fingerprint=c0ffee}",
                        2_000_000.0);
    }

    @Test
    void whatCantBeReadIsLeftOut() {
        report(one, 100, 3, 1000);
        other.reports().publish(NodeTotals.KIND, new byte[] {1, 2, 3});
        other.reports().publish(NodeReport.KIND, new byte[] {1, 2, 3});
        assertThat(sum(scraped(one), "skein_cluster_requests_total", "")).isEqualTo(1010);
        assertThat(scraped(one).values).containsEntry("skein_cluster_node_up{node=b}", 1.0);
    }
}
