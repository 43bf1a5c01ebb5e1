package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.cli.ExitCode;
import dev.skein.harness.RawClient;
import dev.skein.harness.Response;
import dev.skein.telemetry.EventKind;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The servers of a pool are deployed anew, one after the other, by the command line, through three real nodes under load. */
@Tag("long")
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RollIT {
    private static final List<String> IDS = TrioOperator.IDS;
    private static final Duration SOON = Duration.ofMinutes(1);

    @TempDir
    static Path directory;

    private static final List<Versioned> SERVERS = List.of(new Versioned(), new Versioned(), new Versioned());
    private static Trio trio;
    private List<Integer> before = List.of();
    private String asked = "";
    private TrioOperator operator;

    @BeforeAll
    static void start() {
        trio = new Trio(directory, """
            skein.pools.shop { servers = [ %s ], retry { attempts = 1 }
              passive { consecutive-failures = 1000 }
              health { path = /health, interval = 200ms, fast-interval = 100ms, down-interval = 200ms, rise = 1 } }
            skein.routes = [ { name = shop, pool = shop } ]
            skein.listeners.http { bind = "127.0.0.1:0" }
            """.formatted(
                        SERVERS.stream().map(Versioned::address).collect(Collectors.joining(", "))));
        trio.start("a", "b", "c");
    }

    @BeforeEach
    void together() {
        operator = new TrioOperator(trio);
        operator.together(SOON);
        // Not the one that takes the steps, so that this one may die.
        asked = TrioOperator.other(operator.driver());
        SERVERS.forEach(Versioned::recover);
        before = SERVERS.stream().map(Versioned::version).toList();
    }

    @AfterAll
    static void stop() {
        trio.close();
        SERVERS.forEach(Versioned::close);
    }

    /** How often each was deployed in this test. */
    private List<Integer> deployed() {
        return IntStream.range(0, SERVERS.size())
                .mapToObj(n -> SERVERS.get(n).version() - before.get(n))
                .toList();
    }

    /** Clients that spread their requests over the nodes. */
    private static final class Load implements AutoCloseable {
        private final AtomicBoolean over = new AtomicBoolean();
        final AtomicInteger answered = new AtomicInteger();
        final List<String> failures = new CopyOnWriteArrayList<>();
        private final List<Thread> clients = new ArrayList<>();

        Load() {
            List<Integer> ports =
                    IDS.stream().map(id -> trio.node(id).port("http")).toList();
            IntStream.range(0, 6).forEach(n -> clients.add(Thread.ofVirtual().start(() -> ask(ports.get(n % 3)))));
        }

        private void ask(int port) {
            while (!over.get()) {
                try {
                    Response answer =
                            RawClient.ask(port, "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
                    answered.incrementAndGet();
                    if (answer.status() != 200) {
                        failures.add(answer.status() + " " + answer.body());
                    }
                } catch (IOException e) {
                    failures.add(e.toString());
                }
            }
        }

        List<String> end() throws InterruptedException {
            over.set(true);
            for (Thread client : clients) {
                client.join();
            }
            return failures;
        }

        @Override
        public void close() {
            over.set(true);
        }
    }

    private int roll() {
        return operator.skein(
                asked, "roll", "shop", "--watch", "1s", "--", "bash", "-c", Versioned.DEPLOY, "{host}", "{port}");
    }

    private String state(Versioned server) {
        return operator.state(asked, server.name());
    }

    private JsonObject latest() {
        return Trio.objects(trio.get(asked, "/api/v1/rolls"), "rolls").getFirst();
    }

    @Test
    void allServersAreDeployedAnewUnderLoadAndNoRequestFails() throws InterruptedException {
        try (Load load = new Load()) {
            assertThat(roll()).as(operator::said).isEqualTo(ExitCode.OK);
            assertThat(load.end()).isEmpty();
            assertThat(load.answered.get()).isGreaterThan(100);
        }
        assertThat(deployed()).containsExactly(1, 1, 1);
        assertThat(SERVERS).allMatch(server -> state(server).equals("up"));
        assertThat(operator.said()).contains("| deployed", " of pool shop: done, 3 of 3 done");
        assertThat(IDS.stream().flatMap(id -> trio.told(id, EventKind.ROLL_ENDED).stream()))
                .contains("roll " + latest().getLong("number") + ": 3 of 3 done");
    }

    @Test
    void aVersionThatFailsStopsItAtTheFirstServerAndAbortBringsThatBack() throws InterruptedException {
        SERVERS.getFirst().next = 500;
        try (Load load = new Load()) {
            assertThat(roll()).isEqualTo(ExitCode.FAILED);
            load.end();
        }
        assertThat(operator.said()).contains(SERVERS.getFirst().name(), "failed or were answered with 500 and above");
        assertThat(deployed()).containsExactly(1, 0, 0);
        await().atMost(SOON).until(() -> state(SERVERS.getFirst()).equals("maintenance"));
        assertThat(operator.skein(asked, "roll", "abort")).isEqualTo(ExitCode.OK);
        await().atMost(SOON).until(() -> latest().getString("state").equals("aborted"));
        await().atMost(SOON).until(() -> state(SERVERS.getFirst()).equals("up"));
    }

    @Test
    void whoeverDrivesDiesAndAnotherNodeGoesOn() {
        CompletableFuture<Integer> rolled = CompletableFuture.supplyAsync(this::roll);
        await().atMost(SOON).until(() -> deployed().getFirst() == 1);
        String driver = operator.driver();
        assertThat(driver).isNotEqualTo(asked);
        trio.stop(driver);
        await().atMost(SOON).until(rolled::isDone);
        assertThat(rolled.join()).as(operator::said).isEqualTo(ExitCode.OK);
        assertThat(deployed()).containsExactly(1, 1, 1);
        trio.start(driver);
    }

    @Test
    void withoutTheCommandLineItPausesNamesTheServerAndGoesOnWhenResumed() {
        JsonObject begun = trio.send(
                asked,
                "POST",
                "/api/v1/rolls",
                new JsonObject().put("pool", "shop").put("runner", "somebody").put("watchMs", 500));
        assertThat(begun.getString("state")).isEqualTo("running");
        String runner = "/api/v1/rolls/" + begun.getLong("number") + "/runner";
        await().atMost(SOON).until(() -> {
            trio.send(asked, "POST", runner, new JsonObject().put("runner", "somebody"));
            return latest().toString().contains("working");
        });
        await().atMost(SOON).until(() -> latest().getString("state").equals("paused"));
        assertThat(latest().getString("reason")).contains(SERVERS.getFirst().name(), "is gone");
        assertThat(state(SERVERS.getFirst())).isEqualTo("maintenance");
        assertThat(operator.skein(asked, "roll", "resume", "--", "bash", "-c", Versioned.DEPLOY, "{host}", "{port}"))
                .as(operator::said)
                .isEqualTo(ExitCode.OK);
        assertThat(deployed()).containsExactly(1, 1, 1);
    }
}
