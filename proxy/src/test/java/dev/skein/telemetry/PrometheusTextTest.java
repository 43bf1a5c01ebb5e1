package dev.skein.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.model.Failure;
import dev.skein.model.Outcome;
import dev.skein.model.Phase;
import dev.skein.model.ServerKey;
import dev.skein.telemetry.Family.Sample;
import dev.skein.telemetry.Family.Value;
import dev.skein.telemetry.PrometheusText.Format;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {
    private final Metrics metrics = new Metrics(2);
    private final AccessLog log = new AccessLog(2, 0);
    private final LoopLag lag = new LoopLag(2, 1000);
    private final Catalogue catalogue = Catalogue.of(metrics, lag, log);

    @BeforeEach
    void someTraffic() {
        Recorder recorder = new Recorder(metrics, log);
        RouteStats route = metrics.route("shop");
        PoolStats pool = metrics.pool("shop");
        ServerStats server = metrics.server(new ServerKey("shop", "10.0.2.11:8080"));
        server.connectionOpened(0);
        metrics.listener("https").accepted(1);
        lag.tick(0, 0);
        for (int i = 0; i < 10; i++) {
            Outcome outcome = Samples.good();
            outcome.totalNanos = (i + 1) * 1_000_000L;
            if (i == 9) {
                outcome.failure = Failure.SERVER_TIMEOUT;
                outcome.phase = Phase.HEADERS;
                outcome.status = 504;
            }
            recorder.begin(i % 2);
            route.begin(i % 2);
            pool.begin(i % 2);
            server.begin(i % 2);
            recorder.record(outcome, route, pool, server, i % 2);
        }
        route.begin(0);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void the_exposition_is_well_formed_and_says_what_was_counted() {
        PrometheusParser parsed = PrometheusParser.parse(PrometheusText.write(catalogue, Format.PROMETHEUS));
        assertThat(parsed.values)
                .containsEntry("skein_requests_total{route=shop, code=200}", 9.0)
                .containsEntry("skein_requests_total{route=shop, code=504}", 1.0)
                .containsEntry(
                        "skein_server_failures_total{pool=shop, server=10.0.2.11:8080, end=sH, reason=server-timeout}",
                        1.0)
                .containsEntry("skein_pool_sent_bytes_total{pool=shop}", 103_210.0)
                .containsEntry("skein_requests_in_flight{route=shop}", 1.0)
                .containsEntry("skein_request_duration_seconds_count{route=shop}", 10.0)
                .containsEntry("skein_request_duration_seconds_bucket{route=shop, le=0.005}", 5.0)
                .containsEntry("skein_server_connections_opened_total{pool=shop, server=10.0.2.11:8080}", 1.0)
                .containsEntry("skein_listener_connections_open{listener=https}", 1.0)
                .containsEntry("skein_loop_lag_seconds_count{loop=0}", 1.0)
                .containsEntry("skein_access_log_lines_lost_total{}", 0.0)
                .containsKeys("jvm_memory_used_bytes{area=heap}", "process_cpu_seconds_total{}", "process_open_fds{}");
        assertThat(parsed.types)
                .containsEntry("skein_requests_total", "counter")
                .containsEntry("skein_server_connect_duration_seconds", "histogram")
                .containsEntry("jvm_gc_collection_seconds", "summary");
        assertThat(parsed.values.get("skein_request_duration_seconds_sum{route=shop}"))
                .isEqualTo(0.055);
    }

    @Test
    void open_metrics_names_counters_without_suffix_and_ends_with_eof() {
        String text = PrometheusText.write(catalogue, Format.OPEN_METRICS);
        PrometheusParser parsed = PrometheusParser.parse(text);
        assertThat(parsed.types).containsEntry("skein_requests", "counter").doesNotContainKey("skein_requests_total");
        assertThat(parsed.values).containsEntry("skein_requests_total{route=shop, code=200}", 9.0);
        assertThat(text).endsWith("\n# EOF\n");
    }

    @Test
    void labels_are_escaped() {
        Catalogue own = new Catalogue();
        String odd = "a\"b\\c\nd\\n";
        own.add(List.of(new Family(
                "odd",
                Family.Type.GAUGE,
                "line\nfeed \\",
                List.of("name"),
                () -> Stream.of(
                        Family.count(List.of(odd), 1),
                        Family.amount(List.of("inf"), Double.POSITIVE_INFINITY),
                        Family.amount(List.of("small"), 0.00001),
                        Family.amount(List.of("nan"), Double.NaN)))));
        String text = PrometheusText.write(own, Format.PROMETHEUS);
        assertThat(text).isEqualTo("""
            # HELP odd line\\nfeed \\\\
            # TYPE odd gauge
            odd{name="a\\"b\\\\c\\nd\\\\n"} 1
            odd{name="inf"} +Inf
            odd{name="small"} 1.0E-5
            odd{name="nan"} NaN
            """);
        PrometheusParser.parse(text);
    }

    @Test
    void the_format_follows_accept() {
        assertThat(Format.of(null)).isEqualTo(Format.PROMETHEUS);
        assertThat(Format.of("text/plain;version=0.0.4;q=0.5,*/*;q=0.1")).isEqualTo(Format.PROMETHEUS);
        assertThat(Format.of("application/openmetrics-text;version=1.0.0;q=0.8,text/plain;q=0.5"))
                .isEqualTo(Format.OPEN_METRICS);
        assertThat(Format.OPEN_METRICS.contentType()).startsWith("application/openmetrics-text; version=1.0.0");
    }

    @Test
    void names_are_well_formed_and_unique() {
        assertThat(catalogue.families()).extracting(Family::name).doesNotHaveDuplicates();
        assertThat(catalogue.families())
                .allSatisfy(family -> assertThat(family.help()).isNotBlank().doesNotEndWith("."));
        assertThatThrownBy(() -> catalogue.add(List.of(Family.gauge("process_open_fds", "", () -> 0))))
                .hasMessage("family: process_open_fds (expected: a name not yet taken)");
        assertThatThrownBy(() -> Family.counter("skein_x_total", "", () -> 0)).hasMessageContaining("without _total");
    }

    @Test
    void json_has_the_same_families() {
        Catalogue own = new Catalogue();
        Histogram histogram = new Histogram(1);
        own.add(List.of(
                Family.counter("c", "a \"count\"", () -> 7),
                new Family(
                        "h_seconds",
                        Family.Type.HISTOGRAM,
                        "h",
                        List.of("pool"),
                        () -> Stream.of(Family.distribution(List.of("shop"), histogram.read()))),
                new Family(
                        "s_seconds",
                        Family.Type.SUMMARY,
                        "s",
                        List.of(),
                        () -> Stream.of(new Sample(List.of(), new Value.Total(2, 0.5))))));
        assertThat(MetricsJson.write(own))
                .isEqualTo("[{\"name\":\"c\",\"type\":\"counter\",\"help\":\"a \\\"count\\\"\","
                        + "\"samples\":[{\"labels\":{},\"value\":7.0}]},"
                        + "{\"name\":\"h_seconds\",\"type\":\"histogram\",\"help\":\"h\",\"samples\":["
                        + "{\"labels\":{\"pool\":\"shop\"},\"count\":0,\"sum\":0.0,\"p50\":null,\"p90\":null,"
                        + "\"p95\":null,\"p99\":null}]},"
                        + "{\"name\":\"s_seconds\",\"type\":\"summary\",\"help\":\"s\",\"samples\":["
                        + "{\"labels\":{},\"count\":2,\"sum\":0.5}]}]");
        histogram.record(2_000_000, 0);
        assertThat(MetricsJson.write(own)).contains("\"count\":1,\"sum\":0.002,\"p50\":0.00");
        assertThat(MetricsJson.write(new Catalogue())).isEqualTo("[]");
    }
}
