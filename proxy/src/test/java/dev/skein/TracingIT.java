package dev.skein;

import static dev.skein.harness.ScriptedServer.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.harness.RawClient;
import dev.skein.harness.Response;
import dev.skein.harness.ScriptedServer;
import dev.skein.otlp.OtlpCollector;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that traces its requests to a collector, and one whose collector is not there. */
class TracingIT {
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @TempDir
    Path directory;

    private static String text(ScriptedServer server, String endpoint, String more) {
        return """
            skein.node.event-loops = 1
            skein.telemetry {
              traces { enabled = true, ratio = 1, endpoint = "%s", %s }
              logs { enabled = true, access = true, endpoint = "%s" }
            }
            skein.access-log { output = file, file = "%s", format = pattern, pattern = "line %%{request.path}" }
            skein.listeners.http { bind = "127.0.0.1:0" }
            skein.routes = [ { name = quiet, match { path-prefix = /quiet }, pool = p, traces = false }
                             { name = all, match { path-prefix = / }, pool = p } ]
            skein.pools.p { servers = [ %s ], health { type = off } }
            """.formatted(endpoint, more, endpoint.replace("traces", "logs"), "access.log", server.address());
    }

    private static Response get(NodeUnderTest node, String path, String... fields) throws IOException {
        String lines = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        return RawClient.ask(node.port("http"), "GET " + path + " HTTP/1.1\r\nHost: a.test\r\n" + lines + "\r\n");
    }

    private static Span span(List<Span> spans, String name) {
        return spans.stream()
                .filter(span -> span.getName().startsWith(name))
                .findFirst()
                .orElseThrow();
    }

    private static String hex(Span span) {
        return HexFormat.of().formatHex(span.getSpanId().toByteArray());
    }

    @Test
    void spansAndLinesReachTheCollectorAndTheContextTheServer() throws IOException {
        try (var collector = new OtlpCollector();
                var server = ScriptedServer.answering("one");
                var node = NodeUnderTest.start(
                        directory, text(server, collector.url("/v1/traces"), "incoming = continue"))) {
            assertThat(get(node, "/shop?secret=1", "traceparent: " + PARENT, "tracestate: a=1")
                            .status())
                    .isEqualTo(200);
            await().untilAsserted(() -> assertThat(collector.spans()).hasSize(5));
            Span exchange = span(collector.spans(), "GET all");
            Span attempt = span(collector.spans(), "to 127.0.0.1:");
            assertThat(HexFormat.of().formatHex(exchange.getTraceId().toByteArray()))
                    .isEqualTo("0af7651916cd43dd8448eb211c80319c");
            assertThat(HexFormat.of().formatHex(exchange.getParentSpanId().toByteArray()))
                    .isEqualTo("b7ad6b7169203331");
            assertThat(attempt.getParentSpanId()).isEqualTo(exchange.getSpanId());
            for (String phase : List.of("connect", "first byte", "body")) {
                assertThat(span(collector.spans(), phase).getParentSpanId()).isEqualTo(attempt.getSpanId());
            }
            assertThat(OtlpCollector.texts(exchange.getAttributesList()))
                    .containsAllEntriesOf(
                            Map.of("url.path", "/shop", "http.response.status_code", "200", "skein.route", "all"));
            assertThat(server.requests.getLast())
                    .contains("traceparent: 00-0af7651916cd43dd8448eb211c80319c-" + hex(attempt) + "-01\r\n")
                    .contains("tracestate: a=1\r\n")
                    .doesNotContain("b7ad6b7169203331");
            await().untilAsserted(() -> assertThat(collector.records())
                    .anyMatch(line -> line.getBody().getStringValue().equals("line /shop")));
        }
    }

    @Test
    void aRouteMayBeLeftOutAndAContextBeginAnew() throws IOException {
        try (var collector = new OtlpCollector();
                var server = ScriptedServer.answering("one");
                var node = NodeUnderTest.start(
                        directory, text(server, collector.url("/v1/traces"), "incoming = restart"))) {
            assertThat(get(node, "/quiet", "traceparent: " + PARENT).status()).isEqualTo(200);
            assertThat(server.requests.getLast()).contains("traceparent: " + PARENT + "\r\n");
            assertThat(get(node, "/shop", "traceparent: " + PARENT, "tracestate: a=1")
                            .status())
                    .isEqualTo(200);
            assertThat(server.requests.getLast())
                    .doesNotContain("0af7651916cd43dd")
                    .doesNotContain("tracestate")
                    .contains("traceparent: 00-");
            await().untilAsserted(() -> assertThat(collector.spans()).isNotEmpty());
            assertThat(collector.spans()).noneMatch(span -> span.getName().equals("GET quiet"));
            assertThat(span(collector.spans(), "GET all").getLinksCount()).isEqualTo(1);
        }
    }

    @Test
    void requestsDoNotNoticeThatNobodyCollects() throws IOException {
        String nowhere = "http://127.0.0.1:1/v1/traces";
        try (var server = ScriptedServer.of(peer -> peer.serve(ok("one")));
                var node = NodeUnderTest.start(directory, text(server, nowhere, "queue = 64"));
                var client = RawClient.to(node.port("http"))) {
            for (int i = 0; i < 500; i++) {
                assertThat(client.get("/" + i).status()).isEqualTo(200);
            }
            await().untilAsserted(
                            () -> assertThat(node.metricsText()).containsPattern("skein_traces_lost_total [1-9]"));
        }
    }

    @Test
    void whatClientsBringPassesUntouchedWhileTracingIsOff() throws IOException {
        try (var server = ScriptedServer.answering("one");
                var node = NodeUnderTest.start(
                        directory, text(server, "http://127.0.0.1:1/v1/traces", "enabled = false"))) {
            assertThat(get(node, "/shop", "traceparent: x", "tracestate: a=1").status())
                    .isEqualTo(200);
            assertThat(server.requests.getLast()).contains("traceparent: x\r\n").contains("tracestate: a=1\r\n");
        }
    }
}
