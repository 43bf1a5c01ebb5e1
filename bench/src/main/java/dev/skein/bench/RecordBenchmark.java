package dev.skein.bench;

import dev.skein.model.Ascii;
import dev.skein.model.ClientAddress;
import dev.skein.model.Outcome;
import dev.skein.model.Protocol;
import dev.skein.model.RequestView;
import dev.skein.model.ServerKey;
import dev.skein.telemetry.AccessLog;
import dev.skein.telemetry.LineFormat;
import dev.skein.telemetry.LogSink;
import dev.skein.telemetry.Metrics;
import dev.skein.telemetry.PoolStats;
import dev.skein.telemetry.Recorder;
import dev.skein.telemetry.RouteStats;
import dev.skein.telemetry.ServerStats;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to record one exchange with a browser's ten header fields: counters and histograms of node, route, pool
 * and server, and the line of the access log, which goes nowhere.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RecordBenchmark {
    @Param({"off", "json", "combined"})
    public String format;

    private AccessLog log;
    private Recorder recorder;
    private RouteStats route;
    private PoolStats pool;
    private ServerStats server;
    private final Outcome outcome = new Outcome();
    private int turn;

    @Setup
    public void open() {
        Metrics metrics = new Metrics(1);
        log = new AccessLog(1, 4 << 20);
        if (!format.equals("off")) {
            log.open(LineFormat.of(format, "node"), new Nowhere());
        }
        recorder = new Recorder(metrics, log);
        route = metrics.route("shop");
        pool = metrics.pool("shop");
        server = metrics.server(new ServerKey("shop", "10.0.2.11:8080"));
        outcome.clear();
        outcome.request = new BrowserHead();
        outcome.client = outcome.request.client();
        outcome.listener = "https";
        outcome.route = "shop";
        outcome.server = server.key();
        outcome.status = 200;
        outcome.attempts = 1;
        outcome.reused = true;
        outcome.bytesIn = 700;
        outcome.bytesOut = 10_400;
        outcome.queueNanos = 0;
    }

    @TearDown
    public void close() {
        log.close();
    }

    @Benchmark
    public void record() {
        turn++;
        outcome.startEpochMillis = 1_795_257_062_123L + (turn >>> 4);
        outcome.requestId = (long) turn * 0x9E3779B97F4A7C15L;
        outcome.firstByteNanos = 300_000L + (turn & 0xfffff);
        outcome.totalNanos = outcome.firstByteNanos + 50_000;
        recorder.begin(0);
        route.begin(0);
        pool.begin(0);
        server.begin(0);
        recorder.record(outcome, route, pool, server, 0);
    }

    /** Takes all lines at once. */
    private static final class Nowhere implements LogSink {
        @Override
        public void write(byte[] bytes, int length) {}

        @Override
        public void reopen() {}

        @Override
        public void close() {}
    }

    /** A head as a lean codec leaves it: spans in one array. */
    private static final class BrowserHead implements RequestView {
        private static final String[] PARTS = {
            "GET",
            "shop.example.com",
            "/catalogue/shoes/winter",
            "page=2&sort=price",
            "host",
            "shop.example.com",
            "user-agent",
            "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
            "accept",
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "accept-language",
            "en-GB,en;q=0.7,de;q=0.3",
            "accept-encoding",
            "gzip, deflate, br, zstd",
            "referer",
            "https://shop.example.com/catalogue",
            "cookie",
            "SKEIN=AbCdEfGhIjKlMnOpQrSt; theme=dark; consent=all",
            "upgrade-insecure-requests",
            "1",
            "sec-fetch-dest",
            "document",
            "sec-fetch-mode",
            "navigate"
        };

        private final byte[] bytes = Ascii.bytes(String.join("\r", PARTS));
        private final int[] starts = new int[PARTS.length];
        private final ClientAddress client = ClientAddress.of(InetAddress.ofLiteral("192.0.2.7"), 40000);

        BrowserHead() {
            int at = 0;
            for (int i = 0; i < PARTS.length; i++) {
                starts[i] = at;
                at += PARTS[i].length() + 1;
            }
        }

        private int end(int part) {
            return part + 1 < starts.length ? starts[part + 1] - 1 : bytes.length;
        }

        @Override
        public byte[] bytes() {
            return bytes;
        }

        @Override
        public int methodStart() {
            return starts[0];
        }

        @Override
        public int methodEnd() {
            return end(0);
        }

        @Override
        public int hostStart() {
            return starts[1];
        }

        @Override
        public int hostEnd() {
            return end(1);
        }

        @Override
        public int hostPort() {
            return -1;
        }

        @Override
        public int pathStart() {
            return starts[2];
        }

        @Override
        public int pathEnd() {
            return end(2);
        }

        @Override
        public int queryStart() {
            return starts[3];
        }

        @Override
        public int queryEnd() {
            return end(3);
        }

        @Override
        public boolean hasQuery() {
            return true;
        }

        @Override
        public int fieldCount() {
            return starts.length / 2 - 2;
        }

        @Override
        public int nameStart(int field) {
            return starts[4 + 2 * field];
        }

        @Override
        public int nameEnd(int field) {
            return end(4 + 2 * field);
        }

        @Override
        public int valueStart(int field) {
            return starts[5 + 2 * field];
        }

        @Override
        public int valueEnd(int field) {
            return end(5 + 2 * field);
        }

        @Override
        public ClientAddress client() {
            return client;
        }

        @Override
        public Protocol protocol() {
            return Protocol.HTTP_1_1;
        }

        @Override
        public boolean secure() {
            return true;
        }
    }
}
