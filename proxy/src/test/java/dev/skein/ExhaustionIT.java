package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.NodeProcess;
import dev.skein.harness.RawClient;
import dev.skein.harness.ScriptedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that has no descriptor left for one more connection: it pauses, and goes on. */
class ExhaustionIT {
    private static final int DESCRIPTORS = 400;
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private NodeProcess.Started node(ScriptedServer server, ScriptedServer gone) throws IOException {
        Path file = directory.resolve("skein.conf");
        Files.writeString(file, """
            skein {
              node { id = test, data = "%s", event-loops = 1 }
              listeners { http { bind = "127.0.0.1:0" } }
              admin { bind = "127.0.0.1:0" }
              reload { watch = false }
              limits { connections = 0 }
              access-log { output = file, file = "%s", format = pattern, pattern = "%%{response.status} %%{end}" }
              routes = [ { name = all, pool = p }, { name = dead, pool = dead, match { path-prefix = /dead } } ]
              defaults.pool {
                passive { consecutive-failures = 1 }
                health { type = tcp, interval = 100ms, fall = 1, rise = 100 }
              }
              pools { p { servers = [ %s ] }, dead { servers = [ %s ], panic-threshold = 1 } }
            }
            """.formatted(
                        directory.resolve("data"), directory.resolve("access.log"), server.address(), gone.address()));
        return NodeProcess.startWith(DESCRIPTORS, file, directory.resolve("output"));
    }

    /**
     * The server was blamed for sockets that the node itself did not get: ejected by traffic and marked down by checks, it
     * stayed out when the crowd that had taken them was long gone.
     */
    @Test
    void whatItCannotOpenIsNotTheServersFault() throws IOException {
        List<RawClient> crowd = new ArrayList<>();
        // Each request has a connection of its own to the server. What is dead has the node load all it needs to fail:
        // classes in a directory need a descriptor each, those of the jar do not.
        try (var server = ScriptedServer.of(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
                });
                var gone = ScriptedServer.gone();
                var node = node(server, gone)) {
            int port = node.port("http");
            RawClient early = RawClient.to(port);
            crowd.add(early);
            assertThat(early.get("/").body()).isEqualTo("ok");
            assertThat(early.get("/dead").status()).isEqualTo(502);
            for (int i = 0; i < DESCRIPTORS; i++) {
                crowd.add(RawClient.to(port));
            }
            Awaitility.await()
                    .atMost(SOON)
                    .until(
                            () -> output(),
                            text -> text.contains("servers are not checked and stay as they are: Too many"));
            assertThat(early.get("/").status()).isEqualTo(503);
            assertThat(early.get("/").status()).isEqualTo(503);
            for (RawClient one : crowd.subList(1, crowd.size())) {
                one.close();
            }
            Awaitility.await().atMost(SOON).until(() -> output().contains("servers are checked again"));
            assertThat(early.get("/").body()).isEqualTo("ok");
            goesOn(port);
        } finally {
            for (RawClient one : crowd) {
                one.close();
            }
        }
    }

    private void goesOn(int port) throws IOException {
        assertThat(output()).contains("listener http pauses, and tries again each second: ");
        String request = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";
        assertThat(RawClient.ask(port, request).body()).isEqualTo("ok");
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(Files.readAllLines(directory.resolve("access.log")))
                        .containsExactly("200 --", "502 SC", "503 RC", "503 RC", "200 --", "200 --"));
    }

    private String output() throws IOException {
        return Files.readString(directory.resolve("output"));
    }
}
