package dev.skein.otlp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.netty.pkitesting.X509Bundle;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;

/** A collector that speaks OTLP over HTTP, and keeps what it gets. */
public final class OtlpCollector implements AutoCloseable {
    public final List<ResourceSpans> traces = new CopyOnWriteArrayList<>();
    public final List<ResourceLogs> logs = new CopyOnWriteArrayList<>();
    public final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    /** What it answers. */
    public volatile int status = 200;

    public OtlpCollector() throws IOException {
        this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    private OtlpCollector(HttpServer server) {
        this.server = server;
        server.createContext("/", this::take);
        server.start();
    }

    /** With TLS by this certificate, which is for {@code localhost}. */
    static OtlpCollector encrypted(X509Bundle own) throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(own.toKeyManagerFactory().getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return new OtlpCollector(server);
    }

    public String url(String path) {
        String origin = server instanceof HttpsServer ? "https://localhost:" : "http://127.0.0.1:";
        return origin + server.getAddress().getPort() + path;
    }

    private void take(HttpExchange exchange) throws IOException {
        boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        try (InputStream raw = exchange.getRequestBody();
                InputStream in = zipped ? new GZIPInputStream(raw) : raw) {
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            if (exchange.getRequestURI().getPath().endsWith("/traces")) {
                traces.addAll(ExportTraceServiceRequest.parseFrom(in).getResourceSpansList());
            } else {
                logs.addAll(ExportLogsServiceRequest.parseFrom(in).getResourceLogsList());
            }
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    public List<Span> spans() {
        return traces.stream()
                .flatMap(one -> one.getScopeSpansList().stream())
                .flatMap(one -> one.getSpansList().stream())
                .toList();
    }

    public List<LogRecord> records() {
        return logs.stream()
                .flatMap(one -> one.getScopeLogsList().stream())
                .flatMap(one -> one.getLogRecordsList().stream())
                .toList();
    }

    /** Attributes as texts. */
    public static Map<String, String> texts(List<KeyValue> attributes) {
        return attributes.stream().collect(Collectors.toMap(KeyValue::getKey, one -> text(one.getValue())));
    }

    private static String text(AnyValue value) {
        return value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
