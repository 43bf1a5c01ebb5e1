package dev.skein.otlp;

import dev.skein.config.Secret;
import dev.skein.config.TelemetrySettings;
import dev.skein.config.TelemetrySettings.Collector;
import dev.skein.config.TelemetrySettings.Incoming;
import dev.skein.model.Ticker;
import dev.skein.telemetry.AccessLog;
import dev.skein.telemetry.Family;
import dev.skein.telemetry.Sampling;
import dev.skein.telemetry.Traced;
import dev.skein.telemetry.Tracing;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporterBuilder;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is shipped to collectors, aligned with the settings. One thread changes it at a time. */
public final class Otlp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Otlp.class);
    /** It would tell of every batch, on the standard error stream; {@link Shipping} tells once. Held, or it is forgotten. */
    private static final java.util.logging.Logger LIBRARY = java.util.logging.Logger.getLogger("io.opentelemetry");

    private final Self self;
    private final Tracing tracing;
    private final AccessLog accessLog;
    private final Ticker ticker;
    private final Shipped traces = new Shipped();
    private final Shipped logs = new Shipped();
    private @Nullable TelemetrySettings settings;
    private @Nullable LogLines lines;
    /** Each queue, and what it is shipped by behind it. */
    private List<AutoCloseable> open = new ArrayList<>();

    /**
     * Who tells.
     *
     * @param cluster empty: a single node
     */
    public record Self(String node, String cluster, String version) {}

    /** Nothing is shipped before {@link #apply}. */
    public Otlp(Self self, Tracing tracing, AccessLog accessLog, Ticker ticker) {
        this.self = self;
        this.tracing = tracing;
        this.accessLog = accessLog;
        this.ticker = ticker;
    }

    /** Takes the settings into effect; what waited for a former collector goes there for a moment longer. */
    public synchronized void apply(TelemetrySettings next) {
        if (next.equals(settings)) {
            return;
        }
        List<AutoCloseable> former = stop();
        if (!former.isEmpty()) {
            // A collector that does not answer has seconds for that, which a reload must not take.
            Thread.ofPlatform().daemon().name("skein-otlp-former").start(() -> end(former));
        }
        try {
            begin(next);
            settings = next;
        } catch (IOException | RuntimeException e) {
            // The library's own words: a certificate that it can't read. Requests go on, and the metrics say 0 sent.
            LOG.error("skein.telemetry: nothing is shipped: {}", e.toString());
            end(stop());
            // The same settings are tried again with the next reload: by then the file may be there.
            settings = null;
        }
    }

    private void begin(TelemetrySettings next) throws IOException {
        boolean anyTraces = next.traces().collector().enabled();
        boolean anyLogs = next.logs().collector().enabled();
        if (!anyTraces && !anyLogs) {
            return;
        }
        LIBRARY.setLevel(Level.OFF);
        Resource resource = resource(next.service());
        if (anyTraces) {
            traces(next.traces(), resource);
        }
        if (anyLogs) {
            logs(next.logs(), resource);
        }
    }

    private void traces(TelemetrySettings.Traces to, Resource resource) throws IOException {
        Collector collector = to.collector();
        OtlpHttpSpanExporterBuilder builder = OtlpHttpSpanExporter.builder()
                .setEndpoint(collector.endpoint().toString())
                .setTimeout(collector.timeout())
                .setConnectTimeout(collector.timeout())
                .setCompression("gzip");
        secure(collector, builder::addHeader, builder::setTrustedCertificates);
        OtlpHttpSpanExporter exporter = builder.build();
        Shipping<Traced> out =
                new Shipping<>("traces", collector, traces, batch -> exporter.export(spans(batch, resource)));
        open.add(out);
        open.add(exporter);
        tracing.change(new Sampling(to.ratio(), to.incoming() == Incoming.CONTINUE, out::offer));
    }

    private static List<SpanData> spans(Collection<Traced> batch, Resource resource) {
        List<SpanData> spans = new ArrayList<>();
        for (Traced trace : batch) {
            trace.spans().forEach(span -> spans.add(new SpanView(trace, span, resource)));
        }
        return spans;
    }

    private void logs(TelemetrySettings.Logs to, Resource resource) throws IOException {
        Collector collector = to.collector();
        OtlpHttpLogRecordExporterBuilder builder = OtlpHttpLogRecordExporter.builder()
                .setEndpoint(collector.endpoint().toString())
                .setTimeout(collector.timeout())
                .setConnectTimeout(collector.timeout())
                .setCompression("gzip");
        secure(collector, builder::addHeader, builder::setTrustedCertificates);
        OtlpHttpLogRecordExporter exporter = builder.build();
        Shipping<LogView> out =
                new Shipping<>("logs", collector, logs, batch -> exporter.export(List.<LogRecordData>copyOf(batch)));
        open.add(out);
        open.add(exporter);
        LogLines all = new LogLines(resource, ticker, out);
        lines = all;
        all.attach();
        accessLog.copyTo(to.access() ? all::access : null);
    }

    private static void secure(Collector to, BiConsumer<String, String> header, Consumer<byte[]> trust)
            throws IOException {
        Secret authorization = to.authorization();
        if (authorization != null) {
            header.accept("Authorization", authorization.value());
        }
        Path ca = to.ca();
        if (ca != null) {
            trust.accept(Files.readAllBytes(ca));
        }
    }

    private Resource resource(String service) {
        AttributesBuilder attributes = Attributes.builder()
                .put("service.name", service)
                .put("service.instance.id", self.node())
                .put("service.version", self.version());
        if (!self.cluster().isEmpty()) {
            attributes.put("service.namespace", self.cluster());
        }
        return Resource.create(attributes.build());
    }

    /** How much was shipped, and how much was dropped. */
    public List<Family> families() {
        return List.of(
                Family.counter("skein_traces_sent", "Traces that a collector took", traces::sent),
                Family.counter(
                        "skein_traces_lost", "Traces dropped because no collector took them in time", traces::lost),
                Family.counter("skein_log_records_sent", "Lines of logs that a collector took", logs::sent),
                Family.counter(
                        "skein_log_records_lost",
                        "Lines of logs dropped because no collector took them in time",
                        logs::lost));
    }

    /** Traces and lines that were dropped. */
    public long lost() {
        return traces.lost() + logs.lost();
    }

    /** Takes nothing more; returns what there is to end. */
    private List<AutoCloseable> stop() {
        tracing.change(null);
        accessLog.copyTo(null);
        if (lines != null) {
            lines.detach();
            lines = null;
        }
        List<AutoCloseable> former = open;
        open = new ArrayList<>();
        return former;
    }

    private static void end(List<AutoCloseable> former) {
        for (AutoCloseable one : former) {
            try {
                one.close();
            } catch (Exception e) {
                LOG.warn("an exporter did not close: {}", e.toString());
            }
        }
    }

    @Override
    public synchronized void close() {
        end(stop());
    }
}
