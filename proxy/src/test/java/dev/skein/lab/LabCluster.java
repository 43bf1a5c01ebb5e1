package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.cli.pki.AuthorityDirectory;
import dev.skein.cli.pki.NodeSpec;
import dev.skein.cli.pki.PkiException;
import dev.skein.harness.NodeProcess;
import dev.skein.lab.Lab.Network;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Real nodes of one cluster at the places of a bench, with what {@code skein cluster init} makes; servers at {@code s1}. Nodes
 * listen at port 8080 of the public network, and speak to each other over the cluster's.
 */
final class LabCluster implements AutoCloseable {
    static final int HTTP = 8080;
    static final int SERVER = 8001;

    private static final int ADMIN = 9091;
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String[] PREFERRED = {
        // Whatever else the machine does: what is measured here is not its scheduler.
        "setsid", "sh", "-c", "echo -10 >/proc/self/autogroup; exec nice -n -10 \"$@\"", "sh"
    };

    private final Path directory;
    private final List<String> ids;
    private final Lab lab;
    private final Map<String, LabProcess> nodes = new TreeMap<>();
    private String proxying = "";

    /** An event of a node's journal. */
    record Told(Instant at, String kind, String subject, String text) {}

    private LabCluster(Path directory, List<String> ids) {
        this.directory = directory;
        this.ids = ids;
        this.lab = Lab.up(ids.size(), 1);
    }

    /** Nodes, servers and clients that go before all other work of the machine; none is started yet. */
    static LabCluster of(Path directory, int nodes) throws PkiException {
        return made(directory, nodes);
    }

    private static LabCluster made(Path directory, int nodes) throws PkiException {
        List<String> ids = IntStream.range(0, nodes)
                .mapToObj(index -> String.valueOf((char) ('a' + index)))
                .toList();
        List<NodeSpec> specs = new ArrayList<>();
        for (String id : ids) {
            specs.add(NodeSpec.parse(id + "=" + Lab.address(id, Network.CLUSTER)));
        }
        AuthorityDirectory.init(directory.resolve("tls"), "edge", specs, Duration.ofDays(30), Instant.now());
        return new LabCluster(directory, ids);
    }

    Lab lab() {
        return lab;
    }

    List<String> ids() {
        return ids;
    }

    /** Servers at s1; see {@link Servers}. */
    LabProcess servers(int count, int millis) {
        LabProcess servers = java(
                "s1",
                Servers.class,
                Lab.address("s1", Network.SERVERS),
                String.valueOf(SERVER),
                String.valueOf(count),
                String.valueOf(millis));
        await().atMost(SOON).until(() -> servers.lines().contains("ready"));
        return servers;
    }

    private LabProcess java(String place, Class<?> main, String... arguments) {
        return lab.run(place, preferred(Lab.command(main, arguments)));
    }

    /** The command in a session of its own, which goes before those of other work. */
    static List<String> preferred(List<String> command) {
        List<String> whole = new ArrayList<>(List.of(PREFERRED));
        whole.addAll(command);
        return whole;
    }

    /** The first so many of them, for a pool's {@code servers}. */
    static String list(int count) {
        return IntStream.range(0, count)
                .mapToObj(index -> "\"" + Lab.address("s1", Network.SERVERS) + ":" + (SERVER + index) + "\"")
                .collect(Collectors.joining(", ", "[ ", " ]"));
    }

    /** What all nodes have besides their cluster, in HOCON below {@code skein}; running ones read it at the next {@link #reload}. */
    LabCluster proxying(String hocon) {
        proxying = hocon;
        ids.forEach(this::write);
        return this;
    }

    private Path write(String id) {
        Path file = directory.resolve(id + ".conf");
        try {
            Files.writeString(file, configuration(id));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String configuration(String id) throws IOException {
        String members = ids.stream()
                .map(each -> "\"" + Lab.address(each, Network.CLUSTER) + "\"")
                .collect(Collectors.joining(", "));
        return """
            skein {
              node { id = %1$s, data = "%2$s/data-%1$s", event-loops = 1 }
              admin { bind = "127.0.0.1:%3$d" }
              access-log { output = off }
              shutdown { delay = 0s }
              listeners { http { bind = "0.0.0.0:%4$d" } }
              cluster {
                name = edge, bind = "%5$s", members = [ %6$s ], voters = [ %7$s ], secret = "%8$s"
                tls { ca = "%2$s/tls/ca.pem", cert = "%2$s/tls/%1$s.pem", key = "%2$s/tls/%1$s.key"
                      revoked = "%2$s/tls/revoked.pem" }
              }
              %9$s
            }
            """.formatted(
                id,
                directory,
                admin(id),
                HTTP,
                Lab.address(id, Network.CLUSTER),
                members,
                String.join(", ", ids),
                Files.readString(directory.resolve("tls/cluster.secret")).strip(),
                proxying);
    }

    private int admin(String id) {
        return ADMIN + ids.indexOf(id);
    }

    /** Starts nodes, or starts them again. */
    LabCluster start(String... which) {
        for (String id : which) {
            nodes.put(id, lab.run(id, preferred(NodeProcess.command(write(id)))));
        }
        return this;
    }

    LabProcess node(String id) {
        return Objects.requireNonNull(nodes.get(id), id);
    }

    /** SIGKILL. */
    void kill(String id) {
        lab.kill(node(id));
    }

    /** SIGHUP to all that run. */
    void reload() {
        nodes.values().stream().filter(LabProcess::isAlive).forEach(node -> node.signal("HUP"));
    }

    /** Waits until each of these sees just these as present, and a majority of the voters where they are one. */
    LabCluster awaitTogether(String... which) {
        List<String> together = List.of(which);
        for (String id : which) {
            await().atMost(SOON)
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(states(id).entrySet().stream()
                                    .filter(entry -> entry.getValue().equals("present"))
                                    .map(Map.Entry::getKey))
                            .as(() -> id + ": " + node(id).lines())
                            .containsExactlyElementsOf(together));
            if (which.length * 2 > ids.size()) {
                await().atMost(SOON)
                        .until(() -> get(id, "/cluster")
                                .json()
                                .getJsonObject("quorum")
                                .getBoolean("heard"));
            }
        }
        return this;
    }

    /** Each node's state, as one of them sees it. */
    Map<String, String> states(String asked) {
        Map<String, String> states = new TreeMap<>();
        get(asked, "/nodes").list("nodes").forEach(node -> states.put(node.getString("id"), node.getString("state")));
        return states;
    }

    Answer get(String id, String path) {
        return send(id, "GET", path, null);
    }

    /** Asks a node's admin listener for what is below {@code /api/v1}. */
    Answer send(String id, String method, String path, @Nullable JsonObject body) {
        String address = "http://127.0.0.1:" + admin(id) + "/api/v1" + path;
        return lab.place(id).call(() -> Answer.to(method, address, body));
    }

    /** What a node itself has told of one kind, oldest first. */
    List<Told> told(String id, String kind) {
        return get(id, "/events?limit=1000&node=" + id).list("events").reversed().stream()
                .filter(event -> event.getString("node", id).equals(id))
                .map(event -> new Told(
                        Instant.parse(event.getString("at")),
                        event.getString("kind"),
                        event.getString("subject"),
                        event.getString("text")))
                .filter(told -> told.kind().equals(kind))
                .toList();
    }

    /** What a client at the caller's place gets from a node; empty where nothing whole comes, or no success. */
    static String body(String id) {
        try (Socket socket = new Socket(Lab.address(id, Network.PUBLIC), HTTP)) {
            socket.setSoTimeout(5000);
            byte[] request =
                    "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            socket.getOutputStream().write(request);
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int body = all.indexOf("\r\n\r\n");
            return all.startsWith("HTTP/1.1 200") && body > 0 ? all.substring(body + 4) : "";
        } catch (IOException e) {
            // It was killed, say.
            return "";
        }
    }

    /** Starts a prober at the client's place against a node. */
    LabProcess prober(String id, int perSecond) {
        return java(
                "client",
                Prober.class,
                Lab.address(id, Network.PUBLIC),
                String.valueOf(HTTP),
                String.valueOf(perSecond),
                "kept",
                String.valueOf(Probing.PATIENT.toMillis()));
    }

    /** Lets time pass that is what is tested. */
    static void pause(Duration time) {
        await().atMost(time.plusSeconds(30)).pollDelay(time).until(() -> true);
    }

    @Override
    public void close() {
        lab.close();
    }
}
