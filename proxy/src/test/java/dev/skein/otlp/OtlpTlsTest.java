package dev.skein.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.skein.config.TelemetrySettings;
import dev.skein.config.TelemetrySettings.Collector;
import dev.skein.config.TelemetrySettings.Incoming;
import dev.skein.model.Ticker;
import dev.skein.telemetry.AccessLog;
import dev.skein.telemetry.Sampling;
import dev.skein.telemetry.Span;
import dev.skein.telemetry.Traced;
import dev.skein.telemetry.Tracing;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A collector whose certificate comes from an authority of one's own. */
class OtlpTlsTest {
    private static final Traced TRACE = new Traced(
            1, 2, "", List.of(), List.of(new Span(1, 0, Span.Kind.SERVER, "GET shop", 1000, 9000, Map.of(), "200")));

    @TempDir
    Path directory;

    private final Tracing tracing = new Tracing();
    private final AccessLog accessLog = new AccessLog(1, 0);
    private final Otlp otlp = new Otlp(new Otlp.Self("a", "edge", "0.1.0"), tracing, accessLog, Ticker.SYSTEM);
    private final Queue<String> said = new ConcurrentLinkedQueue<>();
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent event) {
            said.add(event.getFormattedMessage());
        }
    };
    private OtlpCollector collector;
    private Path authority;

    @BeforeEach
    void start() throws Exception {
        X509Bundle ca = builder("authority").setIsCertificateAuthority(true).buildSelfSigned();
        authority = Files.writeString(directory.resolve("ca.pem"), ca.getCertificatePEM());
        collector = OtlpCollector.encrypted(
                builder("localhost").addSanDnsName("localhost").buildIssuedBy(ca));
        appender.start();
        log().addAppender(appender);
    }

    private static CertificateBuilder builder(String name) {
        return new CertificateBuilder()
                .subject("CN=" + name)
                .notAfter(Instant.now().plus(Duration.ofDays(2)));
    }

    private static Logger log() {
        return (Logger) LoggerFactory.getLogger(Shipping.class);
    }

    @AfterEach
    void stop() {
        log().detachAppender(appender);
        otlp.close();
        accessLog.close();
        collector.close();
    }

    private void ship(@Nullable Path ca) {
        Collector to =
                new Collector(true, URI.create(collector.url("/v1/traces")), null, ca, 64, Duration.ofSeconds(5));
        Collector off = new Collector(false, URI.create("http://a"), null, null, 64, Duration.ofSeconds(1));
        otlp.apply(new TelemetrySettings(
                "skein",
                new TelemetrySettings.Traces(to, 1, Incoming.CONTINUE),
                new TelemetrySettings.Logs(off, false)));
        Sampling sampling = Objects.requireNonNull(tracing.sampling());
        sampling.sink().offer(TRACE);
    }

    @Test
    void isTrustedByTheKeyCa() {
        ship(authority);
        await().untilAsserted(() -> assertThat(collector.spans()).hasSize(1));
        assertThat(said).isEmpty();
    }

    @Test
    void isNotTrustedWithoutAndTheLogSaysWhy() {
        ship(null);
        await().untilAsserted(() -> assertThat(said)
                .singleElement()
                .asString()
                .startsWith("traces to the collector: ")
                .contains("unable to find valid certification path")
                .endsWith("dropped and counted until it takes them"));
        assertThat(otlp.lost()).isEqualTo(1);
        assertThat(collector.spans()).isEmpty();
    }
}
