package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.NodeProcess;
import dev.skein.harness.RawClient;
import dev.skein.harness.Response;
import dev.skein.harness.ScriptedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code skein run} as a process of its own, and what signals do to it. */
class ProcessIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int QUEUED = 60;

    @TempDir
    Path directory;

    private Path configuration(String text) throws IOException {
        Path file = directory.resolve("skein.conf");
        Files.writeString(file, """
            skein {
              node { id = test, data = "%s", event-loops = 1 }
              listeners { http { bind = "127.0.0.1:0" } }
              admin { bind = "127.0.0.1:0" }
              reload { watch = false }
              access-log { output = file, file = "%s", format = pattern, pattern = "%%{request.path}" }
            %s}
            """.formatted(directory.resolve("data"), directory.resolve("access.log"), text));
        return file;
    }

    private NodeProcess.Started start(String text) throws IOException {
        return NodeProcess.start(configuration(text), directory.resolve("output"));
    }

    private static String pool(ScriptedServer server, String more) {
        return "  routes = [ { name = all, pool = p } ]\n  pools { p { servers = [ " + server.address()
                + " ], health { type = off } } }\n" + more;
    }

    private static final String READY_ROUTE =
            "  routes = ${skein.routes} [ { name = ready, priority = 1, match.path = /-/ready, ready = true } ]\n";

    private static String answering(String body) {
        return "  routes = [ { name = all, respond { body = " + body + " } } ]\n";
    }

    /** Answers every request once the latch is open. */
    private static ScriptedServer behind(CountDownLatch latch) throws IOException {
        return ScriptedServer.of(peer -> {
            while (!peer.wholeRequest().isEmpty()) {
                try {
                    latch.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                peer.send(ScriptedServer.ok("done"));
            }
        });
    }

    private static Response get(int port, String path) throws IOException {
        return RawClient.ask(port, "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n");
    }

    @Test
    void aSignalToStopIsToldFirstThenExchangesFinishAndTheExitCodeIsZero() throws IOException {
        CountDownLatch latch = new CountDownLatch(1);
        try (var server = behind(latch);
                var node = start(pool(server, "  shutdown { delay = 4s, drain-timeout = 20s }\n" + READY_ROUTE))) {
            int port = node.port("http");
            assertThat(get(port, "/-/ready").status()).isEqualTo(200);
            assertThat(get(node.port("admin"), "/ready").status()).isEqualTo(200);
            try (RawClient client = RawClient.to(port)) {
                client.send("GET /slow HTTP/1.1\r\nHost: a.test\r\n\r\n");
                Awaitility.await().atMost(SOON).until(() -> !server.requests.isEmpty());
                node.signal("TERM");
                Awaitility.await()
                        .atMost(SOON)
                        .until(() -> get(node.port("admin"), "/ready").status() == 503);
                assertThat(get(port, "/-/ready").status()).isEqualTo(503);
                // Whoever is in front has not looked yet: it is served all the same.
                try (RawClient late = RawClient.to(port)) {
                    late.send("GET /late HTTP/1.1\r\nHost: a.test\r\n\r\n");
                    Awaitility.await().atMost(SOON).until(() -> server.requests.size() == 2);
                    Awaitility.await().atMost(SOON).until(() -> refused(port));
                    assertThat(node.process().isAlive()).isTrue();
                    latch.countDown();
                    assertThat(late.response().body()).isEqualTo("done");
                }
                Response response = client.response();
                assertThat(response.body()).isEqualTo("done");
                assertThat(response.field("Connection")).isEqualTo("close");
            }
            assertThat(node.end()).isZero();
            assertThat(node.node().output()).contains("node-stopping", "node-stopped");
            assertThat(Files.readString(directory.resolve("access.log"))).contains("/slow\n", "/late\n");
        }
    }

    private static boolean refused(int port) {
        try (RawClient _ = RawClient.to(port)) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void whoeverWaitedInTheKernelsQueueWhenTheStopCameIsAnswered() throws IOException {
        try (var node = start(answering("here") + "  shutdown { delay = 0s, drain-timeout = 20s }\n")) {
            int port = node.port("http");
            assertThat(get(port, "/").body()).isEqualTo("here");
            node.signal("STOP");
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < QUEUED; i++) {
                RawClient client = RawClient.to(port);
                client.send("GET /" + i + " HTTP/1.1\r\nHost: a.test\r\n\r\n");
                clients.add(client);
            }
            node.signal("TERM");
            node.signal("CONT");
            for (RawClient client : clients) {
                assertThat(client.response().body()).isEqualTo("here");
                client.close();
            }
            assertThat(node.end()).isZero();
        }
    }

    @Test
    void aSecondSignalEndsAtOnce() throws IOException {
        CountDownLatch latch = new CountDownLatch(1);
        try (var server = behind(latch);
                var node = start(pool(server, "  shutdown { delay = 0s, drain-timeout = 1h }\n"));
                var client = RawClient.to(node.port("http"))) {
            client.send("GET /slow HTTP/1.1\r\nHost: a.test\r\n\r\n");
            Awaitility.await().atMost(SOON).until(() -> !server.requests.isEmpty());
            node.signal("TERM");
            Awaitility.await().atMost(SOON).until(() -> refused(node.port("http")));
            assertThat(node.process().isAlive()).isTrue();
            node.signal("INT");
            assertThat(node.end()).isEqualTo(130);
            latch.countDown();
        }
    }

    @Test
    void hangupReadsTheFileAgainAndABadOneChangesNothing() throws IOException {
        try (var node = start(answering("old"))) {
            int port = node.port("http");
            assertThat(get(port, "/").body()).isEqualTo("old");
            configuration(answering("new"));
            node.signal("HUP");
            Awaitility.await().atMost(SOON).until(() -> get(port, "/").body().equals("new"));
            configuration(answering("newer") + "  nonsense = 1\n");
            node.signal("HUP");
            Awaitility.await().atMost(SOON).until(() -> node.node().output().contains("configuration-refused"));
            assertThat(node.node().output()).contains("skein.conf:8: skein.nonsense");
            assertThat(get(port, "/").body()).isEqualTo("new");
        }
    }

    @Test
    void aLogThatWasMovedAwayIsOpenedAnewWhenAsked() throws IOException {
        Path log = directory.resolve("access.log");
        Path moved = directory.resolve("access.log.1");
        try (var node = start(answering("x"))) {
            int port = node.port("http");
            get(port, "/before");
            Awaitility.await().atMost(SOON).until(() -> Files.readString(log).contains("/before"));
            Files.move(log, moved);
            get(port, "/moved");
            Awaitility.await().atMost(SOON).until(() -> Files.readString(moved).contains("/moved"));
            node.signal("USR1");
            Awaitility.await().atMost(SOON).until(() -> Files.exists(log));
            get(port, "/after");
            Awaitility.await().atMost(SOON).until(() -> Files.readString(log).contains("/after"));
            assertThat(moved).content().doesNotContain("/after");
        }
    }
}
