package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.cluster.trust.TestAuthority;
import dev.skein.cluster.trust.TlsFiles;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes in processes of their own, with mutual TLS; one is killed and comes back, one is stopped. */
class ClusterIT {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final List<String> IDS = List.of("a", "b", "c");

    @TempDir
    Path directory;

    private final List<Process> processes = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final int[] grid = ClusterPorts.take(3);
    private final int[] admin = ClusterPorts.take(3);
    private TestAuthority authority;

    @BeforeEach
    void makeAuthority() {
        authority = new TestAuthority(directory, "edge");
    }

    @AfterEach
    void stopAll() throws InterruptedException {
        processes.forEach(Process::destroy);
        for (Process process : processes) {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    private Process start(int index) throws IOException {
        String id = IDS.get(index);
        Path file = directory.resolve(id + ".conf");
        Files.writeString(file, configuration(index, authority.issue(id)));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command =
                new ArrayList<>(List.of(java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m"));
        command.addAll(List.of("-cp", classPath(), "dev.skein.Main", "run", "-c", file.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve(id + ".log").toFile()))
                .start();
        processes.add(process);
        return process;
    }

    /** Of this process, or of the loader that the tests were given. */
    private static String classPath() {
        if (ClusterIT.class.getClassLoader() instanceof URLClassLoader loader) {
            return Arrays.stream(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(File.pathSeparator));
        }
        return System.getProperty("java.class.path");
    }

    private String configuration(int index, TlsFiles tls) {
        String members = IntStream.of(grid)
                .mapToObj(port -> "\"127.0.0.1:" + port + "\"")
                .collect(Collectors.joining(", "));
        String id = IDS.get(index);
        return """
            skein {
              node { id = %s, data = "%s", event-loops = 1 }
              admin { bind = "127.0.0.1:%d" }
              access-log { output = off }
              shutdown { delay = 0s }
              listeners { http { bind = "127.0.0.1:0" } }
              routes = [ { name = shop, pool = shop } ]
              pools { shop { servers = [ { id = s1, address = "127.0.0.1:1" } ], health { type = tcp, interval = 1s } } }
              cluster {
                name = edge, bind = "127.0.0.1", ports { grid = %d }, members = [ %s ], voters = [ a, b, c ]
                secret = "a secret of the cluster edge"
                tls { ca = "%s", cert = "%s", key = "%s" }
              }
            }
            """.formatted(
                        id,
                        directory.resolve("data-" + id),
                        admin[index],
                        grid[index],
                        members,
                        tls.ca(),
                        tls.cert(),
                        tls.key());
    }

    /** As {@code a present, b gone (stopped)}; empty while the node does not answer. */
    private String nodes(int asked) {
        try {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + admin[asked] + "/api/v1/nodes"))
                    .build();
            String body =
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return new JsonObject(body)
                    .getJsonArray("nodes").stream()
                            .map(JsonObject.class::cast)
                            .map(node -> node.getString("id") + " " + node.getString("state")
                                    + (node.getString("state").equals("gone")
                                            ? " (" + node.getString("reason") + ")"
                                            : ""))
                            .collect(Collectors.joining(", "));
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitNodes(int asked, String expected) {
        await().atMost(SOON).untilAsserted(() -> assertThat(nodes(asked)).isEqualTo(expected));
    }

    @Test
    void threeProcessesFormAndOneThatIsKilledIsNoticedAndComesBack() throws Exception {
        Process a = start(0);
        start(1);
        Process c = start(2);
        for (int asked = 0; asked < 3; asked++) {
            awaitNodes(asked, "a present, b present, c present");
        }
        c.destroyForcibly().waitFor();
        awaitNodes(0, "a present, b present, c gone (its connections were lost)");
        start(2);
        awaitNodes(1, "a present, b present, c present");
        a.destroy();
        awaitNodes(1, "a gone (stopped), b present, c present");
    }

    private JsonObject ask(int asked, String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin[asked] + "/api/v1" + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return new JsonObject(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    private JsonObject server(int asked) throws Exception {
        return ask(asked, "GET", "/pools/shop", "").getJsonArray("servers").getJsonObject(0);
    }

    @Test
    void whatOneNodeFindsOrIsToldHoldsOnAllAndEachTellsHowAllAreDoing() throws Exception {
        for (int index = 0; index < 3; index++) {
            start(index);
        }
        for (int asked = 0; asked < 3; asked++) {
            awaitNodes(asked, "a present, b present, c present");
        }
        for (int asked = 0; asked < 3; asked++) {
            int one = asked;
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(server(one).getJsonObject("health").getString("state"))
                                    .isEqualTo("down"));
        }
        var unused = ask(0, "PUT", "/pools/shop/servers/s1/admin-state", "{\"state\":\"drain\",\"reason\":\"why\"}");
        for (int asked = 0; asked < 3; asked++) {
            int one = asked;
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(server(one).getJsonObject("admin").getString("state"))
                        .isEqualTo("drain");
                assertThat(server(one).getJsonObject("admin").getString("reason"))
                        .isEqualTo("why");
                assertThat(ask(one, "GET", "/cluster", "").getJsonArray("nodes"))
                        .hasSize(3);
            });
        }
    }

    /** Texts of the events of one kind about c, oldest first, as a node tells them. */
    private List<String> told(int asked, String kind) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + admin[asked] + "/api/v1/events?limit=1000"))
                .build();
        String body = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        List<String> texts = new JsonObject(body)
                .getJsonArray("events").stream()
                        .map(JsonObject.class::cast)
                        .filter(event -> event.getString("kind").equals(kind)
                                && event.getString("subject").equals("c"))
                        .map(event -> event.getString("text"))
                        .toList();
        return texts.reversed();
    }

    private void signal(String name, Process to) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(to.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** Heartbeats tell first, and in other words than the grid, which comes seconds later. */
    @Test
    void aFrozenProcessIsToldByHeartbeatsAndApartFromOneThatIsKilled() throws Exception {
        start(0);
        start(1);
        Process c = start(2);
        for (int asked = 0; asked < 3; asked++) {
            awaitNodes(asked, "a present, b present, c present");
        }
        // On a machine with too much to do it may have been suspected before.
        int before = told(0, "node-suspected").size();
        signal("STOP", c);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(told(0, "node-suspected")).hasSizeGreaterThan(before));
        assertThat(told(0, "node-suspected").getLast()).startsWith("frozen or cut off: no heartbeat, silent for ");
        signal("CONT", c);
        awaitNodes(0, "a present, b present, c present");
        c.destroyForcibly().waitFor();
        awaitNodes(0, "a present, b present, c gone (its connections were lost)");
        assertThat(told(0, "node-disconnected")).isNotEmpty();
    }
}
