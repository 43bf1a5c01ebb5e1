package dev.skein;

import dev.skein.cluster.trust.TestAuthority;
import dev.skein.cluster.trust.TlsFiles;
import dev.skein.model.Ticker;
import dev.skein.telemetry.Event;
import dev.skein.telemetry.EventKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Nodes a, b and c (and d) of one cluster in this process, with mutual TLS, on loopback; each can end and come back. Node e
 * has a certificate, but nobody lists it.
 */
final class Trio implements AutoCloseable {
    static final List<String> IDS = List.of("a", "b", "c", "d", "e");

    private final Path directory;
    private final TestAuthority authority;
    private final String extra;
    private final Map<String, String> extras = new TreeMap<>();
    private final Map<String, Long> ahead = new TreeMap<>();
    private final Map<String, NodeUnderTest> nodes = new TreeMap<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final int[] grid = ClusterPorts.take(IDS.size());

    /** @param extra HOCON for each node besides its cluster */
    Trio(Path directory, String extra) {
        this.directory = directory;
        this.authority = new TestAuthority(directory, "edge");
        this.extra = extra;
    }

    Trio start(String... ids) {
        for (String id : ids) {
            try {
                Path own = Files.createDirectories(directory.resolve("node-" + id));
                nodes.put(id, NodeUnderTest.start(own, configuration(id), clock(id)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return this;
    }

    /** How many milliseconds a node's wall clock is ahead; to be set before it starts. */
    void ahead(String id, long millis) {
        ahead.put(id, millis);
    }

    private Ticker clock(String id) {
        long skew = ahead.getOrDefault(id, 0L);
        return new Ticker() {
            @Override
            public long nanos() {
                return Ticker.SYSTEM.nanos();
            }

            @Override
            public long epochMillis() {
                return Ticker.SYSTEM.epochMillis() + skew;
            }
        };
    }

    /** Writes another file for a node and has it read, as SIGHUP would; it starts with that one next time. */
    void change(String id, String other) {
        extras.put(id, other);
        try {
            NodeUnderTest running = nodes.get(id);
            if (running != null) {
                running.reload(configuration(id));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of a node's file. */
    String configuration(String id) {
        int index = IDS.indexOf(id);
        TlsFiles tls = authority.issue(id);
        String host = id.equals("e") ? "127.0.0.2" : "127.0.0.1";
        String members = members() + (id.equals("e") ? ", \"127.0.0.2:" + grid[index] + "\"" : "");
        return """
            skein {
              node { id = %s, event-loops = 1 }
              admin.bind = "127.0.0.1:0"
              cluster {
                name = edge, bind = "%s", ports { grid = %d }
                members = [ %s ], voters = [ a, b, c ], secret = "a secret of the cluster edge"
                tls { ca = "%s", cert = "%s", key = "%s" }
              }
            }
            """.formatted(id, host, grid[index], members, tls.ca(), tls.cert(), tls.key())
                + extras.getOrDefault(id, extra);
    }

    private String members() {
        return IntStream.of(grid).mapToObj(port -> "\"127.0.0.1:" + port + "\"").collect(Collectors.joining(", "));
    }

    NodeUnderTest node(String id) {
        return Objects.requireNonNull(nodes.get(id), id);
    }

    /** All of them at once. */
    void stop(String... ids) {
        List<NodeUnderTest> going = Stream.of(ids).map(this::node).toList();
        List.of(ids).forEach(nodes::remove);
        stop(going);
    }

    private static void stop(Collection<NodeUnderTest> going) {
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Executors.defaultThreadFactory())) {
            // Whatever goes wrong in one is this test's failure.
            going.stream()
                    .map(node -> CompletableFuture.runAsync(node::close, threads))
                    .toList()
                    .forEach(CompletableFuture::join);
        }
    }

    /** Its port for heartbeats. */
    int heartbeats(String id) {
        return grid[IDS.indexOf(id)] + 1;
    }

    /** Its port for the grid; link and heartbeats have the next one. */
    int gridPort(String id) {
        return grid[IDS.indexOf(id)];
    }

    TestAuthority authority() {
        return authority;
    }

    Path data(String id) {
        return directory.resolve("node-" + id).resolve("data");
    }

    /** What the journal of a node tells of one kind, newest first: {@code SUBJECT: TEXT}. */
    List<String> told(String id, EventKind kind) {
        return node(id).journal().stream()
                .filter(event -> event.kind() == kind)
                .map(Trio::text)
                .toList();
    }

    /** What a node tells of heartbeats, but for how late its timers came: that is about this machine. */
    List<String> heartbeatNotes(String id) {
        return told(id, EventKind.HEARTBEAT_NOTE).stream()
                .filter(text -> !text.contains(": a timer came "))
                .toList();
    }

    private static String text(Event event) {
        return event.subject() + ": " + event.text();
    }

    JsonObject get(String id, String path) {
        return send(id, "GET", path, null);
    }

    /** The answer, with its status as {@code "status"} unless it has one itself. */
    JsonObject send(String id, String method, String path, @Nullable JsonObject body) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node(id).adminPort() + path))
                    .header("Content-Type", "application/json")
                    .method(
                            method,
                            body == null
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(body.encode()))
                    .build();
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            JsonObject json = response.body().isEmpty() ? new JsonObject() : new JsonObject(response.body());
            return json.containsKey("status") ? json : json.put("status", response.statusCode());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Objects of an array of an answer. */
    static List<JsonObject> objects(JsonObject answer, String name) {
        return answer.getJsonArray(name, new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    @Override
    public void close() {
        stop(nodes.values());
    }
}
