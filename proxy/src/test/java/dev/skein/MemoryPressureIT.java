package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.Latches;
import dev.skein.harness.NodeProcess;
import dev.skein.harness.RawClient;
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

/** Clients that have a node keep more than it has memory for: new work is refused, and only for so long; nothing breaks. */
class MemoryPressureIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration PACE = Duration.ofMillis(20);
    private static final int READERS = 24;
    private static final int HEADS = 200;
    private static final String LARGE_FIELD = "X-Large: " + "x".repeat(250_000) + "\r\n";

    @TempDir
    Path directory;

    @Test
    void newWorkGets503UntilThereIsRoomAgain() throws IOException {
        String large = "x".repeat(4 << 20);
        try (var server = ScriptedServer.of(peer -> {
                    String head;
                    while (!(head = peer.request()).isEmpty()) {
                        peer.send(ScriptedServer.ok(head.startsWith("GET /large") ? large : "ok"));
                    }
                });
                var node = NodeUnderTest.start(directory, """
                    skein.limits.body-memory = 1MiB
                    skein.listeners.http { bind = "127.0.0.1:0" }
                    skein.routes = [ { name = all, pool = p } ]
                    skein.pools.p { servers = [ %s ], health { type = off } }
                    """.formatted(server.address()))) {
            List<RawClient> readers = new ArrayList<>();
            try {
                for (int i = 0; i < READERS; i++) {
                    RawClient reader = RawClient.to(node.port("http"), 4096);
                    readers.add(reader);
                    reader.send("GET /large HTTP/1.1\r\nHost: a.test\r\n\r\n");
                }
                Awaitility.await().atMost(SOON).until(() -> status(node) == 503);
            } finally {
                for (RawClient reader : readers) {
                    reader.close();
                }
            }
            Awaitility.await().atMost(SOON).until(() -> status(node) == 200);
            assertThat(node.metrics().inFlight()).isZero();
        }
    }

    @Test
    void aFullHeapIsRoomAgainOnceItsRequestsAreGone() throws IOException {
        CountDownLatch held = new CountDownLatch(1);
        List<RawClient> clients = new ArrayList<>();
        try (var server = ScriptedServer.of(peer -> {
                    String head;
                    while (!(head = peer.until("\r\n\r\n")).isEmpty()) {
                        if (head.startsWith("GET /held")) {
                            Latches.await(held);
                        }
                        peer.send(ScriptedServer.ok("ok"));
                    }
                });
                var node = node(server.address())) {
            int port = node.port("http");
            try {
                for (int i = 0; i < HEADS && status(port) != 503; i++) {
                    RawClient client = RawClient.to(port);
                    clients.add(client);
                    client.send("GET /held HTTP/1.1\r\nHost: a.test\r\n" + LARGE_FIELD + "\r\n");
                    // The node looks ten times a second: a heap as small as this must not be filled between two looks.
                    Awaitility.await().pollDelay(PACE).until(() -> true);
                }
                assertThat(clients).hasSizeLessThan(HEADS);
            } finally {
                held.countDown();
            }
            for (RawClient client : clients) {
                assertThat(client.response().status()).isIn(200, 503);
                client.close();
            }
            Awaitility.await().atMost(SOON).until(() -> status(port) == 200);
            String log = Files.readString(directory.resolve("output"));
            assertThat(log).doesNotContain("OutOfMemory").contains("the heap is full; ");
        }
    }

    private NodeProcess.Started node(String server) throws IOException {
        Path file = directory.resolve("skein.conf");
        Files.writeString(file, """
            skein {
              node { id = test, data = "%s", event-loops = 1 }
              listeners { http { bind = "127.0.0.1:0", limits { header-bytes = 1MiB } } }
              access-log { output = off }
              routes = [ { name = all, pool = p } ]
              pools.p { servers = [ %s ], health { type = off } }
            }
            """.formatted(directory.resolve("data"), server));
        return NodeProcess.start(file, directory.resolve("output"), "-Xmx48m", "-XX:+ExitOnOutOfMemoryError");
    }

    private static int status(int port) throws IOException {
        return RawClient.ask(port, "GET /small HTTP/1.1\r\nHost: a.test\r\n\r\n")
                .status();
    }

    private static int status(NodeUnderTest node) throws IOException {
        return status(node.port("http"));
    }
}
