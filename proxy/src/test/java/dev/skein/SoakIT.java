package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.skein.Site.Wish;
import dev.skein.harness.ScriptedServer;
import dev.skein.snapshot.Pool;
import dev.skein.snapshot.Server;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Many requests of all kinds, ended in all ways by clients, servers, time-outs and reloads: nobody waits for ever, no answer
 * is somebody else's or a part taken for the whole, and in the end nothing is left: no buffer, connection, place, permit.
 * {@code -Dskein.soak=100000} for a long one, {@code -Dskein.soak.seed=7} for another.
 */
class SoakIT {
    private static final int REQUESTS = Integer.getInteger("skein.soak", 1500);
    private static final long SEED = Long.getLong("skein.soak.seed", 1);
    private static final int CLIENTS = 24;

    private final ListAppender<ILoggingEvent> leaks = new ListAppender<>();
    private final ListAppender<ILoggingEvent> mistakes = new ListAppender<>();
    private final Logger leakLog = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
    private final Logger ours = (Logger) LoggerFactory.getLogger("dev.skein");
    private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    @TempDir
    Path directory;

    @BeforeEach
    void watch() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        leaks.start();
        leakLog.addAppender(leaks);
        mistakes.start();
        ours.addAppender(mistakes);
    }

    @AfterEach
    void watchNoLonger() {
        leakLog.detachAppender(leaks);
        ours.detachAppender(mistakes);
        ResourceLeakDetector.setLevel(before);
        threads.shutdownNow();
    }

    @Test
    void nothingIsLeftAndNothingIsMixedUp() throws Exception {
        long pinned = Site.pinned();
        SoakServer behaviour = new SoakServer();
        AtomicInteger left = new AtomicInteger(REQUESTS);
        int whole = 0;
        try (var one = behaviour.start();
                var two = behaviour.start();
                var three = behaviour.start();
                var site = Site.of(directory, wish(0, one, two, three), one, two, three)) {
            List<SoakClient> clients = new ArrayList<>();
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                SoakClient client = new SoakClient(site.port(), SEED * 1000 + i, new SoakTask.Work(left, wrong));
                clients.add(client);
                running.add(threads.submit(client));
            }
            for (int turn = 1; left.get() > 0; turn++) {
                site.reload(wish(turn, one, two, three), one, two, three);
                int until = left.get() - REQUESTS / 20;
                Awaitility.await().atMost(Duration.ofMinutes(10)).until(() -> left.get() <= Math.max(0, until));
            }
            for (Future<?> each : running) {
                each.get(60, TimeUnit.SECONDS);
            }
            whole = clients.stream().mapToInt(SoakClient::whole).sum();
            assertThat(wrong).isEmpty();
            assertThat(behaviour.corrupt).isEmpty();
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> nothingLeft(site.node()));
            assertThat(site.get("/LENGTH/last/5/0").status())
                    .as("with places left")
                    .isEqualTo(200);
        }
        assertThat(whole).as("exchanges that went well").isGreaterThan(REQUESTS / 5);
        Awaitility.await().untilAsserted(() -> assertThat(Site.pinned()).isLessThanOrEqualTo(pinned));
        lookForLeaks();
        assertThat(leaks.list).isEmpty();
        assertThat(mistakes.list.stream().filter(event -> event.getThrowableProxy() != null))
                .isEmpty();
    }

    /** Leaks are told when a buffer is made after the collector found one that nobody released. */
    private static void lookForLeaks() {
        for (int i = 0; i < 3; i++) {
            System.gc();
            for (int n = 0; n < 200; n++) {
                PooledByteBufAllocator.DEFAULT.directBuffer(64).release();
            }
        }
    }

    private static void nothingLeft(NodeUnderTest node) {
        assertThat(node.connections()).as("connections of clients").isZero();
        assertThat(node.metrics().inFlight()).as("exchanges").isZero();
        for (Pool pool : node.snapshot().pools().values()) {
            assertThat(pool.waiting().length()).as("in line").isZero();
            for (Server server : pool.view().servers()) {
                assertThat(server.load().acquired())
                        .as("places at " + server.key())
                        .isZero();
                assertThat(server.load().inFlight())
                        .as("in flight at " + server.key())
                        .isZero();
                assertThat(server.stats().inFlight())
                        .as("in flight at " + server.key())
                        .isZero();
            }
        }
    }

    /** Settings that differ from turn to turn in all that a reload touches. */
    private static Wish wish(int turn, ScriptedServer... servers) {
        String listener = """
            timeouts { client-header = 1s, client-body = 1s, client-read = 2s, keep-alive = 2s }
            limits { requests-per-connection = %d }\
            """.formatted(50 + turn);
        String route = """
            timeouts { tunnel-idle = 500ms, total = 10s }
            limits { concurrency = 20 }
            upgrades = [ websocket ]\
            """;
        return new Wish(listener, route, pool(turn, servers));
    }

    private static String pool(int turn, ScriptedServer... servers) {
        String all = Stream.of(servers)
                .limit(turn % 4 == 3 ? 2 : 3)
                .map(server -> "{ address = %s, max-connections = %d, weight = %d }"
                        .formatted(server.address(), 4 + turn % 3 * 4, 1 + turn % 5))
                .collect(Collectors.joining(", "));
        return """
            servers = [ %s ]
            timeouts { response-header = 700ms, body-stall = 1s, connect = 1s }
            queue { size = 20, timeout = 500ms }
            retry { attempts = 3, on-status = [ 503 ], body-buffer = 32KiB, budget { ratio = 1 } }
            passive { consecutive-failures = %d }
            circuit-breaker { failure-ratio = %s, min-requests = 50, open = 100ms }
            connections { max-requests = 30, idle-timeout = 1s }\
            """.formatted(all, turn % 2 * 20, turn % 3 == 0 ? "0.9" : "off");
    }
}
