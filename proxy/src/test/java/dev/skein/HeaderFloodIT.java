package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.NodeProcess;
import dev.skein.harness.RawClient;
import dev.skein.harness.ScriptedServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many clients that send almost all of the largest head that is allowed, and then nothing: a head costs its bytes, or neither
 * the heap nor the buffers that this node has would do.
 */
@Tag("conformance")
class HeaderFloodIT {
    private static final int CLIENTS = 1000;
    private static final String HEAD = "GET / HTTP/1.1\r\nHost: a.test\r\nX-Long: " + "x".repeat(30 * 1024);
    /** What one of them may cost: a head's array grows by doubling. */
    private static final long SHARE = 64 * 1024;

    /** What the node itself needs, and a part of what they send. */
    private static final String HEAP = "96m";

    private static final Duration SOON = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    private NodeProcess.Started start(ScriptedServer server) throws IOException {
        Path file = directory.resolve("skein.conf");
        Files.writeString(file, """
            skein {
              node { id = test, data = "%s", event-loops = 2 }
              limits { connections = 0 }
              listeners { http { bind = "127.0.0.1:0", timeouts { client-header = 20s } } }
              admin { bind = "127.0.0.1:0" }
              access-log { output = off }
              routes = [ { name = all, pool = p } ]
              pools { p { servers = [ %s ], health { type = off } } }
            }
            """.formatted(directory.resolve("data"), server.address()));
        return NodeProcess.start(
                file, directory.resolve("output"), "-XX:MaxDirectMemorySize=" + CLIENTS * SHARE, "-Xmx" + HEAP);
    }

    @Test
    void eachCostsItsHeadAndOthersAreServedUntilItsTimeIsOver() throws IOException {
        List<RawClient> clients = new ArrayList<>();
        try (var server = ScriptedServer.answering("ok");
                var node = start(server)) {
            int port = node.port("http");
            int admin = node.port("admin");
            JsonObject before = status(admin).getJsonObject("memory");
            try {
                for (int i = 0; i < CLIENTS; i++) {
                    RawClient client = RawClient.to(port);
                    clients.add(client);
                    client.send(HEAD);
                    if (i % 100 == 0) {
                        assertThat(RawClient.ask(port, "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n")
                                        .body())
                                .isEqualTo("ok");
                    }
                }
                JsonObject memory = status(admin).getJsonObject("memory");
                assertThat(memory.getLong("directUsedBytes") - before.getLong("directUsedBytes"))
                        .isLessThan(CLIENTS * SHARE);
                for (RawClient client : clients) {
                    assertThat(client.head()).startsWith("HTTP/1.1 408");
                }
            } finally {
                for (RawClient client : clients) {
                    client.close();
                }
            }
            Awaitility.await().atMost(SOON).until(() -> connections(admin) == 0);
            assertThat(Files.readString(directory.resolve("output"))).doesNotContain("OutOfMemory");
        }
    }

    private static long connections(int admin) throws IOException {
        return status(admin).getJsonArray("listeners").getJsonObject(0).getLong("connections");
    }

    private static JsonObject status(int admin) throws IOException {
        return new JsonObject(
                RawClient.ask(admin, "GET /api/v1/status HTTP/1.1\r\nHost: 127.0.0.1:" + admin + "\r\n\r\n")
                        .body());
    }
}
