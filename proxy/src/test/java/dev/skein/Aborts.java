package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.skein.harness.RawClient;
import dev.skein.harness.ScriptedServer;
import dev.skein.telemetry.ServerStats;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.slf4j.LoggerFactory;

/**
 * So many requests in clear text, in TLS, in HTTP/2 and in HTTP/3, some of them WebSockets, and through a listener of
 * Layer 4, and one behind a balancer that names its clients; to servers of HTTP/1.1 and through the node itself once more as
 * one of HTTP/2, some only after a service was asked; answers in all codings. Every few of them broken off somewhere by somebody. Then it looks for what is left: buffers (each one is watched), connections on
 * either side, encoders, descriptors of the process.
 */
final class Aborts {
    private static final int[] SIZES = {0, 5, 100, 1000, 3000, 20_000};
    private static final int MOST_CLIENTS = 240;
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Path directory;
    private final SoakTls tls;
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final ListAppender<ILoggingEvent> leaks = new ListAppender<>();

    Aborts(Path directory) throws Exception {
        this.directory = directory;
        this.tls = new SoakTls(directory);
    }

    /** The first few load classes and start threads; what they open stays open. */
    void run(int requests) throws Exception {
        Logger log = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
        ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        leaks.start();
        log.addAppender(leaks);
        try {
            round(500, 1, 0);
            provokeReports();
            long pinned = Site.pinned();
            Map<String, Long> descriptors = descriptors();
            round(requests, 2, requests / 200);
            Awaitility.await().atMost(SOON).untilAsserted(() -> {
                // The JDK's client, which asks the gate, ends when nobody holds it any more.
                System.gc();
                assertThat(Site.pinned()).as("bytes of buffers").isLessThanOrEqualTo(pinned);
                Map<String, Long> now = descriptors();
                assertThat(sum(now))
                        .as("descriptors: %s, before: %s", now, descriptors)
                        .isLessThanOrEqualTo(sum(descriptors));
            });
            provokeReports();
            assertThat(leaks.list).as("leaks").isEmpty();
        } finally {
            log.detachAppender(leaks);
            ResourceLeakDetector.setLevel(before);
        }
    }

    /** @param atLeast so many went well of each kind, and twenty times as many in all */
    private void round(int requests, long seed, int atLeast) throws Exception {
        SoakServer behaviour = new SoakServer();
        AtomicInteger left = new AtomicInteger(requests);
        List<SoakTask> clients;
        try (var one = behaviour.start();
                var two = behaviour.start();
                var gate = SoakGate.start();
                var node = NodeUnderTest.start(directory, text(0, one, two, gate))) {
            node.reload(text(node.port("https"), one, two, gate));
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                clients = play(node, threads, seed, left);
            }
            assertThat(wrong).isEmpty();
            assertThat(behaviour.corrupt).isEmpty();
            Awaitility.await().atMost(SOON).untilAsserted(() -> nothingOpen(node));
            assertEncodersAreLeft(node);
        }
        Map<String, Long> whole = clients.stream()
                .collect(
                        Collectors.groupingBy(SoakTask::speaks, TreeMap::new, Collectors.summingLong(SoakTask::whole)));
        System.out.printf("exchanges that went well, of %d: %s%n", requests, whole);
        assertThat(sum(whole)).as("exchanges that went well").isGreaterThanOrEqualTo(20L * atLeast);
        assertThat(whole)
                .hasSize(6)
                .allSatisfy((speaks, count) -> assertThat(count).as(speaks).isGreaterThanOrEqualTo(atLeast));
    }

    private List<SoakTask> play(NodeUnderTest node, ExecutorService threads, long seed, AtomicInteger left)
            throws Exception {
        int count = Math.clamp(left.get() / 100, 24, MOST_CLIENTS);
        SoakTask.Work work = new SoakTask.Work(left, wrong);
        List<SoakTask> clients = IntStream.range(0, count)
                .mapToObj(i -> client(node, i % 7, seed * 1000 + i, work))
                .toList();
        List<Future<?>> running = new ArrayList<>();
        clients.forEach(client -> running.add(threads.submit(client)));
        for (Future<?> each : running) {
            each.get(60, TimeUnit.MINUTES);
        }
        return clients;
    }

    private SoakTask client(NodeUnderTest node, int kind, long seed, SoakTask.Work work) {
        int secure = node.port("https");
        return switch (kind) {
            case 0 -> new SoakHttp2Client(() -> tls.open(secure, "h2"), seed, work);
            case 1 -> new SoakHttp3Client(secure, seed, work);
            case 2 -> new SoakTcpClient(node.port("tcp"), seed, work);
            case 3 -> new SoakClient("tls", _ -> RawClient.over(tls.open(secure, "http/1.1")), SIZES, seed, work);
            case 4 -> new SoakClient("proxied", _ -> named(node.port("named")), SIZES, seed, work);
            default -> new SoakClient("clear", buffer -> RawClient.to(node.port("http"), buffer), SIZES, seed, work);
        };
    }

    /** A connection of which a balancer in front tells whose it is. */
    private static RawClient named(int port) throws IOException {
        RawClient client = RawClient.to(port);
        client.send("PROXY TCP4 192.0.2.7 192.0.2.1 4711 80\r\n");
        return client;
    }

    /** Without one an answer goes as it is. */
    private static void assertEncodersAreLeft(NodeUnderTest node) throws IOException {
        String path = new SoakRequest("last", SoakServer.Mood.LENGTH, 20_000, 0, "").path();
        for (String coding : List.of("gzip", "br", "zstd")) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: a.test\r\nAccept-Encoding: " + coding + "\r\n\r\n";
            assertThat(RawClient.ask(node.port("http"), request).field("Content-Encoding"))
                    .isEqualTo(coding);
        }
    }

    private static void nothingOpen(NodeUnderTest node) {
        assertThat(node.metrics().inFlight()).as("exchanges").isZero();
        // One of HTTP/2 from the node to itself stays until it has been idle for a while.
        assertThat(node.connections()).as("connections of clients").isZero();
        for (ServerStats server : node.metrics().servers()) {
            assertThat(server.open()).as("connections to " + server.key()).isZero();
        }
    }

    /** Leaks are told of when further buffers are made after a collection. */
    private static void provokeReports() {
        for (int i = 0; i < 3; i++) {
            System.gc();
            for (int n = 0; n < 200; n++) {
                PooledByteBufAllocator.DEFAULT.directBuffer(64).release();
            }
        }
    }

    /** How many of each kind: {@code socket}, {@code anon_inode:[eventpoll]}, and files together. */
    private static Map<String, Long> descriptors() throws IOException {
        Map<String, Long> kinds = new TreeMap<>();
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            for (Path one : all.toList()) {
                if (Files.exists(one, LinkOption.NOFOLLOW_LINKS)) {
                    String target = Files.readSymbolicLink(one).toString();
                    kinds.merge(target.replaceFirst("(:\\[\\d+]|^/.*)$", ""), 1L, Long::sum);
                }
            }
        }
        return kinds;
    }

    private static long sum(Map<String, Long> kinds) {
        return kinds.values().stream().mapToLong(Long::longValue).sum();
    }

    private String text(int self, ScriptedServer... servers) {
        return """
            skein.node.event-loops = 2
            skein.defaults.listener { timeouts { client-header = 500ms, client-body = 500ms, client-read = 1s, keep-alive = 1s } }
            skein.listeners {
              http { bind = "127.0.0.1:0", limits { requests-per-connection = 500 } }
              https { bind = "127.0.0.1:0", tls { protocols = [ h3, h2, "http/1.1" ]
                certificates = [ { cert = "%1$s/own.pem", key = "%1$s/own.key" } ] } }
              tcp { bind = "127.0.0.1:0", tcp = p }
              named { bind = "127.0.0.1:0", proxy-protocol { mode = required, from = [ "127.0.0.0/8" ] } }
            }
            skein.defaults.route { timeouts { tunnel-idle = 300ms, total = 10s }, compression {} }
            skein.routes = [
              { name = twice, match { hosts = [ few.test ], headers { Via { present = false } } }, pool = self }
              { name = gated, match { path-prefix = /CHUNKED }, pool = p
                access.forward-auth { url = "http://127.0.0.1:%5$d/ask", timeout = 100ms, send = [ Accept-Encoding ], copy = [ X-User ] } }
              { name = all, pool = p }
            ]
            skein.defaults.pool {
              health { type = off }
              timeouts { response-header = 200ms, body-stall = 500ms, connect = 1s }
              retry { attempts = 2, on-status = [ 503 ], body-buffer = 32KiB, budget { ratio = 1 } }
              passive { consecutive-failures = 0 }
              connections { idle-timeout = 500ms }
            }
            skein.pools {
              p { servers = [ %2$s, %3$s ] }
              self { servers = [ "127.0.0.1:%4$d" ], protocol = h2, tls { enabled = true, verify = false } }
            }
            """.formatted(
                        directory, servers[0].address(), servers[1].address(), self == 0 ? 9 : self, servers[2].port());
    }
}
