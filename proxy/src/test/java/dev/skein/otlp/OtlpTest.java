package dev.skein.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.config.Secret;
import dev.skein.config.TelemetrySettings;
import dev.skein.config.TelemetrySettings.Collector;
import dev.skein.config.TelemetrySettings.Incoming;
import dev.skein.model.Outcome;
import dev.skein.model.RequestText;
import dev.skein.model.Ticker;
import dev.skein.telemetry.AccessLog;
import dev.skein.telemetry.Family;
import dev.skein.telemetry.FileSink;
import dev.skein.telemetry.LineFormat;
import dev.skein.telemetry.Sampling;
import dev.skein.telemetry.Span;
import dev.skein.telemetry.Traced;
import dev.skein.telemetry.Tracing;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What a real receiver of OTLP gets. */
class OtlpTest {
    private static final Traced TRACE = new Traced(
            0x0af7651916cd43ddL,
            0x8448eb211c80319cL,
            "a=1, b=2",
            List.of(),
            List.of(
                    new Span(1, 0xb7ad6b7169203331L, Span.Kind.SERVER, "GET shop", 1000, 9000, Map.of("n", 7L), "503"),
                    new Span(2, 1, Span.Kind.CLIENT, "to s1", 2000, 8000, Map.of("server.address", "s1"), "")));

    private final Tracing tracing = new Tracing();
    private final AccessLog accessLog = new AccessLog(1, 0);
    private final Otlp otlp = new Otlp(new Otlp.Self("a", "edge", "0.1.0"), tracing, accessLog, Ticker.SYSTEM);
    private OtlpCollector collector;

    @BeforeEach
    void start() throws IOException {
        collector = new OtlpCollector();
    }

    @AfterEach
    void stop() {
        otlp.close();
        accessLog.close();
        collector.close();
    }

    private static TelemetrySettings settings(@Nullable String traces, @Nullable String logs, int queue) {
        return new TelemetrySettings(
                "skein",
                new TelemetrySettings.Traces(to(traces, new Secret("Bearer token"), null, queue), 1, Incoming.CONTINUE),
                new TelemetrySettings.Logs(to(logs, null, null, queue), true));
    }

    private static Collector to(@Nullable String url, @Nullable Secret authorization, @Nullable Path ca, int queue) {
        URI endpoint = URI.create(url == null ? "http://a" : url);
        return new Collector(url != null, endpoint, authorization, ca, queue, Duration.ofSeconds(1));
    }

    private double counted(String name) {
        Family family = otlp.families().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        return ((Family.Value.Amount)
                        family.samples().get().findFirst().orElseThrow().value())
                .amount();
    }

    private void offer(Traced trace) {
        Sampling sampling = Objects.requireNonNull(tracing.sampling());
        sampling.sink().offer(trace);
    }

    @Test
    void spansArriveWithParentsTimesAttributesAndWhoTells() {
        otlp.apply(settings(collector.url("/v1/traces"), null, 64));
        offer(TRACE);
        await().untilAsserted(() -> assertThat(collector.spans()).hasSize(2));
        var exchange = collector.spans().getFirst();
        var attempt = collector.spans().getLast();
        assertThat(hex(exchange.getTraceId().toByteArray())).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(hex(exchange.getParentSpanId().toByteArray())).isEqualTo("b7ad6b7169203331");
        assertThat(exchange.getTraceState()).isEqualTo("a=1,b=2");
        assertThat(exchange.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(exchange.getKind()).isEqualTo(io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_SERVER);
        assertThat(List.of(exchange.getStartTimeUnixNano(), exchange.getEndTimeUnixNano()))
                .containsExactly(1000L, 9000L);
        assertThat(OtlpCollector.texts(exchange.getAttributesList())).containsEntry("n", "7");
        assertThat(attempt.getParentSpanId()).isEqualTo(exchange.getSpanId());
        assertThat(attempt.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
        assertThat(OtlpCollector.texts(collector.traces.getFirst().getResource().getAttributesList()))
                .containsEntry("service.name", "skein")
                .containsEntry("service.instance.id", "a")
                .containsEntry("service.namespace", "edge");
        assertThat(collector.authorizations).containsOnly("Bearer token");
        await().untilAsserted(() -> assertThat(counted("skein_traces_sent")).isEqualTo(1));
    }

    @Test
    void aTraceThatBeginsHereLinksTheClients() {
        otlp.apply(settings(collector.url("/v1/traces"), null, 64));
        offer(new Traced(1, 2, "", List.of(3L, 4L, 5L), TRACE.spans()));
        await().untilAsserted(() -> assertThat(collector.spans()).hasSize(2));
        var link = collector.spans().getFirst().getLinks(0);
        assertThat(hex(link.getTraceId().toByteArray())).isEqualTo("00000000000000030000000000000004");
        assertThat(hex(link.getSpanId().toByteArray())).isEqualTo("0000000000000005");
        assertThat(collector.spans().getLast().getLinksCount()).isZero();
    }

    @Test
    void whatWaitsForADeadCollectorIsBoundedDroppedAndCounted() {
        String nowhere = collector.url("/v1/traces");
        collector.close();
        otlp.apply(settings(nowhere, null, 64));
        for (int i = 0; i < 5000; i++) {
            offer(TRACE);
        }
        await().untilAsserted(() -> assertThat(counted("skein_traces_lost")).isGreaterThan(3000));
        assertThat(counted("skein_traces_sent")).isZero();
        assertThat(otlp.lost()).isGreaterThan(3000);
    }

    @Test
    void offMeansThatNothingIsAskedFor() {
        otlp.apply(settings(null, null, 64));
        assertThat(tracing.sampling()).isNull();
        otlp.apply(settings(collector.url("/v1/traces"), null, 64));
        assertThat(tracing.sampling()).isNotNull();
        otlp.apply(settings(null, null, 64));
        assertThat(tracing.sampling()).isNull();
    }

    @Test
    void whatWaitedForAFormerCollectorStillGoesThere() {
        otlp.apply(settings(collector.url("/v1/traces"), null, 64));
        for (int i = 0; i < 10; i++) {
            offer(TRACE);
        }
        otlp.apply(settings(null, null, 64));
        assertThat(tracing.sampling()).isNull();
        await().untilAsserted(() -> assertThat(collector.spans()).hasSize(20));
    }

    /** The operator mends the file and reloads: by the settings themselves nothing has changed. */
    @Test
    void whatCouldNotBeginIsTriedAgainWithTheSameSettings(@TempDir Path directory) throws IOException {
        Path ca = directory.resolve("ca.pem");
        Collector traces = to(collector.url("/v1/traces"), null, ca, 64);
        TelemetrySettings same = new TelemetrySettings(
                "skein",
                new TelemetrySettings.Traces(traces, 1, Incoming.CONTINUE),
                new TelemetrySettings.Logs(to(null, null, null, 64), true));
        otlp.apply(same);
        assertThat(tracing.sampling()).isNull();

        Files.copy(Path.of("src/test/resources/config/good/tls/ca.pem"), ca);
        otlp.apply(same);
        assertThat(tracing.sampling()).isNotNull();
    }

    @Test
    void linesOfTheNodesLogArriveWithSeverityAndWhatWasThrown() {
        otlp.apply(settings(null, collector.url("/v1/logs"), 64));
        LoggerFactory.getLogger("dev.skein.test").warn("pool {}: down", "shop", new IOException("refused"));
        await().untilAsserted(() -> assertThat(collector.records())
                .anySatisfy(one -> assertThat(one.getBody().getStringValue()).isEqualTo("pool shop: down")));
        LogRecord line = collector.records().stream()
                .filter(one -> one.getBody().getStringValue().equals("pool shop: down"))
                .findFirst()
                .orElseThrow();
        assertThat(line.getSeverityNumber()).isEqualTo(SeverityNumber.SEVERITY_NUMBER_WARN);
        assertThat(OtlpCollector.texts(line.getAttributesList()))
                .containsEntry("log.logger", "dev.skein.test")
                .containsEntry("log.kind", "service")
                .containsEntry("exception.message", "refused");
    }

    @Test
    void linesOfTheAccessLogArriveOneByOne(@TempDir Path directory) throws IOException {
        otlp.apply(settings(null, collector.url("/v1/logs"), 64));
        accessLog.open(
                LineFormat.of("%{response.status} %{request.path}", "a"),
                new FileSink(directory.resolve("access.log")));
        accessLog.append(outcome(), 0);
        accessLog.append(outcome(), 0);
        accessLog.flush(0);
        await().untilAsserted(() -> assertThat(collector.records())
                .filteredOn(one -> OtlpCollector.texts(one.getAttributesList()).containsValue("access"))
                .extracting(one -> one.getBody().getStringValue())
                .containsExactly("200 /cart", "200 /cart"));
    }

    private static Outcome outcome() {
        Outcome outcome = new Outcome();
        outcome.request = RequestText.of("GET", "shop.example.com", "/cart").build();
        outcome.status = 200;
        return outcome;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
