package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.cluster.trust.TestAuthority;
import dev.skein.cluster.trust.TlsFiles;
import dev.skein.harness.NodeProcess;
import dev.skein.harness.RawClient;
import dev.skein.harness.ScriptedServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes, processes of their own, are restarted one after the other under load, and start themselves again. */
@Tag("long")
@Timeout(value = 4, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RollNodesIT {
    private static final List<String> IDS = List.of("a", "b", "c");
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n";

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, NodeProcess.Started> nodes = new TreeMap<>();
    private final int[] grid = ClusterPorts.take(IDS.size());
    private final int[] http1 = ClusterPorts.take(IDS.size());

    private Path configuration(String id, TestAuthority authority, ScriptedServer server) throws IOException {
        int index = IDS.indexOf(id);
        TlsFiles tls = authority.issue(id);
        Path file = directory.resolve(id + ".conf");
        Files.writeString(file, """
            skein {
              node { id = %1$s, data = "%2$s", event-loops = 1 }
              admin.bind = "127.0.0.1:%3$d"
              access-log.output = off
              shutdown { delay = 0s, drain-timeout = 10s }
              listeners.http.bind = "127.0.0.1:%4$d"
              pools.shop { servers = [ %5$s ], health { type = off } }
              routes = [ { name = shop, pool = shop } ]
              cluster {
                name = edge, bind = "127.0.0.1", ports { grid = %6$d }, members = [ %7$s ], voters = [ a, b, c ]
                secret = "a secret of the cluster edge", tls { ca = "%8$s", cert = "%9$s", key = "%10$s" }
              }
            }
            """.formatted(
                        id,
                        directory.resolve(id),
                        http1[index] + 1,
                        http1[index],
                        server.address(),
                        grid[index],
                        IntStream.of(grid)
                                .mapToObj(port -> "\"127.0.0.1:" + port + "\"")
                                .collect(Collectors.joining(", ")),
                        tls.ca(),
                        tls.cert(),
                        tls.key()));
        return file;
    }

    private JsonObject ask(String id, String method, String path, String body) throws Exception {
        int port = http1[IDS.indexOf(id)] + 1;
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path))
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return new JsonObject(answer.body());
    }

    private boolean together(String id) throws Exception {
        JsonObject quorum = ask(id, "GET", "/cluster", "").getJsonObject("quorum");
        long present = Trio.objects(ask(id, "GET", "/nodes", ""), "nodes").stream()
                .filter(node -> node.getString("state").equals("present"))
                .count();
        boolean driven = Trio.objects(quorum, "roles").stream()
                .anyMatch(role -> role.getString("role").equals("schedules") && role.getString("holder") != null);
        return present == IDS.size() && quorum.getBoolean("heard") && driven;
    }

    /** One who can reach the nodes by one name: where one does not take a connection it takes the next. */
    private final class Client implements Runnable {
        private final AtomicBoolean over = new AtomicBoolean();
        final AtomicInteger answered = new AtomicInteger();
        final List<String> failures = new CopyOnWriteArrayList<>();

        @Override
        public void run() {
            for (int n = 0; !over.get(); n++) {
                ask(n);
            }
        }

        private void ask(int first) {
            for (int i = 0; i < IDS.size(); i++) {
                try {
                    int status = RawClient.ask(http1[(first + i) % IDS.size()], REQUEST)
                            .status();
                    answered.incrementAndGet();
                    if (status != 200) {
                        failures.add("status " + status);
                    }
                    return;
                } catch (IOException e) {
                    // Where nobody takes the connection it is the next address, as behind a virtual one.
                    if (!(e instanceof ConnectException)) {
                        failures.add(e.toString());
                        return;
                    }
                }
            }
            failures.add("no node takes connections");
        }
    }

    @Test
    void allNodesRestartInPlaceAndNoRequestFails() throws Exception {
        TestAuthority authority = new TestAuthority(directory, "edge");
        List<Thread> threads = new ArrayList<>();
        Client client = new Client();
        try (ScriptedServer server = ScriptedServer.answering("hello")) {
            for (String id : IDS) {
                nodes.put(id, NodeProcess.start(configuration(id, authority, server), directory.resolve(id + ".out")));
            }
            for (String id : IDS) {
                await().atMost(SOON).ignoreExceptions().until(() -> together(id));
            }
            IntStream.range(0, 4).forEach(n -> threads.add(Thread.ofVirtual().start(client)));
            assertThat(ask("a", "POST", "/rolls", "{\"watchMs\":500}").getString("state"))
                    .isEqualTo("running");
            await().atMost(SOON.multipliedBy(2)).ignoreExceptions().until(() -> {
                String state = Trio.objects(ask("a", "GET", "/rolls", ""), "rolls")
                        .getFirst()
                        .getString("state");
                return state.equals("done") || state.equals("stopped");
            });
            client.over.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
            JsonObject roll =
                    Trio.objects(ask("b", "GET", "/rolls", ""), "rolls").getFirst();
            assertThat(roll.getString("state")).as(roll::encodePrettily).isEqualTo("done");
            assertThat(client.failures).isEmpty();
            assertThat(client.answered.get()).isGreaterThan(50);
            for (String id : IDS) {
                NodeProcess node = Objects.requireNonNull(nodes.get(id), id).node();
                assertThat(node.output().lines().filter(line -> line.startsWith("ready in")))
                        .as(id)
                        .hasSize(2);
            }
        } finally {
            client.over.set(true);
            nodes.values().forEach(NodeProcess.Started::close);
        }
    }
}
