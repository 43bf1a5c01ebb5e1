package dev.skein;

import dev.skein.harness.RawClient;
import dev.skein.harness.Response;
import dev.skein.harness.ScriptedServer;
import dev.skein.telemetry.ServerStats;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * A node in front of scripted servers: one plain listener, one route for everything, one pool without checks. Its access
 * log has a line {@code status end path} for each exchange. Closing asserts that nothing was left over.
 */
final class Site implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final NodeUnderTest node;
    private final Path log;
    private final Path directory;
    private final ScriptedServer[] servers;

    /**
     * What differs from the defaults, as lines of configuration.
     *
     * @param listener within the listener
     * @param route within the route
     * @param pool within the pool
     */
    record Wish(String listener, String route, String pool) {
        static final Wish NONE = new Wish("", "", "");

        static Wish listener(String lines) {
            return new Wish(lines, "", "");
        }

        static Wish route(String lines) {
            return new Wish("", lines, "");
        }

        static Wish pool(String lines) {
            return new Wish("", "", lines);
        }
    }

    private Site(NodeUnderTest node, Path directory, ScriptedServer... servers) {
        this.node = node;
        this.directory = directory;
        this.log = directory.resolve("access.log");
        this.servers = servers;
    }

    static Site of(Path directory, Wish wish, ScriptedServer... servers) {
        return new Site(NodeUnderTest.start(directory, text(directory, wish, servers)), directory, servers);
    }

    static String text(Path directory, Wish wish, ScriptedServer... servers) {
        String addresses = Arrays.stream(servers).map(ScriptedServer::address).collect(Collectors.joining(", "));
        return """
            skein.node.event-loops = 2
            skein.access-log { output = file, file = "%s", format = pattern
              pattern = "%%{response.status} %%{end} %%{request.path}" }
            skein.listeners.http { bind = "127.0.0.1:0"
              %s
            }
            skein.routes = [ { name = all, match { path-prefix = / }, pool = p
              %s
            } ]
            skein.pools.p { servers = [ %s ], health { type = off }
              %s
            }
            """.formatted(directory.resolve("access.log"), wish.listener(), wish.route(), addresses, wish.pool());
    }

    /** Other settings, as a changed file brings them. */
    void reload(Wish wish, ScriptedServer... now) throws IOException {
        node.reload(text(directory, wish, now));
    }

    NodeUnderTest node() {
        return node;
    }

    int port() {
        return node.port("http");
    }

    RawClient client() throws IOException {
        return RawClient.to(port());
    }

    /** One request over a connection of its own. */
    Response ask(String request) throws IOException {
        return RawClient.ask(port(), request);
    }

    Response get(String path) throws IOException {
        return ask("GET " + path + " HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
    }

    /** The line that the access log has of a path, once it has one. */
    String logged(String path) {
        return Awaitility.await()
                .atMost(SOON)
                .until(
                        () -> lines().stream()
                                .filter(line -> line.endsWith(" " + path))
                                .findFirst()
                                .orElse(""),
                        line -> !line.isEmpty());
    }

    private List<String> lines() throws IOException {
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    @Override
    public void close() throws IOException {
        for (ScriptedServer server : servers) {
            server.close();
        }
        try {
            Awaitility.await().atMost(SOON).untilAsserted(this::nothingLeft);
        } finally {
            node.close();
        }
    }

    private void nothingLeft() {
        List<String> left = new java.util.ArrayList<>();
        long inFlight = node.metrics().inFlight();
        if (inFlight != 0) {
            left.add(inFlight + " exchanges in flight");
        }
        for (ServerStats server : node.metrics().servers()) {
            if (server.inFlight() != 0) {
                left.add(server.inFlight() + " in flight at " + server.key());
            }
            if (server.open() != 0 || server.idle() != 0) {
                left.add(server.open() + " connections open, " + server.idle() + " idle, to " + server.key());
            }
        }
        if (!left.isEmpty()) {
            throw new AssertionError(left.toString());
        }
    }

    /** Bytes of buffers that somebody holds. */
    static long pinned() {
        return PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
    }
}
