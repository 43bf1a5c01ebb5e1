package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.LargeFile;
import dev.skein.harness.NodeProcess;
import dev.skein.harness.RawClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many clients that ask for a large body and then take next to nothing of it. 500 of them here; ten thousand with
 * {@code -Dskein.slow-readers=10000} ({@code .ci/run crowd}), for which node and test need 20,100 file descriptors each.
 */
class SlowReadersIT {
    private static final int READERS = Integer.getInteger("skein.slow-readers", 500);
    /** What one of them may cost, with all that pages and rounding add. */
    private static final int SHARE = 128 * 1024;

    private static final long SIZE = 16 << 20;
    private static final Duration SOON = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    private NodeProcess.Started start(LargeFile server) throws IOException {
        Path file = directory.resolve("skein.conf");
        Files.writeString(file, """
            skein {
              node { id = test, data = "%s", event-loops = 2 }
              limits { connections = 0 }
              listeners { http { bind = "127.0.0.1:0", timeouts { client-read = 10m } } }
              admin { bind = "127.0.0.1:0" }
              access-log { output = off }
              routes = [ { name = all, pool = p } ]
              pools { p { servers = [ %s ], health { type = off } } }
            }
            """.formatted(directory.resolve("data"), server.address()));
        return NodeProcess.start(
                file, directory.resolve("output"), "-XX:MaxDirectMemorySize=" + budget() / 3 * 4, "-Xmx256m");
    }

    /** A node takes three quarters of its direct memory for bodies. */
    private static long budget() {
        return (long) READERS * SHARE;
    }

    private static SocketChannel reader(int port) throws IOException {
        SocketChannel reader = SocketChannel.open();
        reader.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
        reader.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        reader.configureBlocking(false);
        reader.write(
                ByteBuffer.wrap("GET /large HTTP/1.1\r\nHost: a.test\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        return reader;
    }

    @Test
    void eachCostsItsShareOfMemoryAndOthersAreServed() throws IOException {
        List<SocketChannel> readers = new ArrayList<>();
        try (var server = LargeFile.of(SIZE);
                var node = start(server)) {
            int port = node.port("http");
            int admin = node.port("admin");
            try {
                for (int i = 0; i < READERS; i++) {
                    readers.add(reader(port));
                    if (i % 50 == 0) {
                        others(port);
                    }
                }
                Awaitility.await().atMost(SOON).until(() -> inFlight(admin) >= READERS);
                ByteBuffer some = ByteBuffer.allocateDirect(2048);
                for (int round = 0; round < 5; round++) {
                    for (SocketChannel reader : readers) {
                        assertThat(reader.read(some.clear())).isNotNegative();
                    }
                    others(port);
                }
                JsonObject memory = status(admin).getJsonObject("memory");
                assertThat(memory.getLong("bodyMaxBytes")).isLessThanOrEqualTo(budget());
                assertThat(memory.getLong("bodyUsedBytes"))
                        .as("of the budget")
                        .isBetween(1L, memory.getLong("bodyMaxBytes"));
            } finally {
                for (SocketChannel reader : readers) {
                    reader.close();
                }
            }
            Awaitility.await().atMost(SOON).until(() -> inFlight(admin) == 0);
        }
    }

    private static void others(int port) throws IOException {
        try (RawClient client = RawClient.to(port)) {
            for (int i = 0; i < 10; i++) {
                assertThat(client.get("/small").body()).isEqualTo("small");
            }
        }
    }

    private static long inFlight(int admin) throws IOException {
        return status(admin).getJsonObject("traffic").getLong("inFlight");
    }

    private static JsonObject status(int admin) throws IOException {
        return new JsonObject(
                RawClient.ask(admin, "GET /api/v1/status HTTP/1.1\r\nHost: 127.0.0.1:" + admin + "\r\n\r\n")
                        .body());
    }
}
