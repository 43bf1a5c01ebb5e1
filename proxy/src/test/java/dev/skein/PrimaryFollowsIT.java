package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traffic goes where the primary is, and connections to a former one end. */
class PrimaryFollowsIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final AtomicReference<String> primary = new AtomicReference<>("a");

    /** Speaks as much of Redis as is asked here. */
    private TcpServer redis(String name) {
        return TcpServer.of(socket -> {
            String line;
            boolean known = false;
            while (!(line = TcpServer.line(socket.getInputStream())).isEmpty()) {
                known |= line.equals("s3cret");
                String answer = switch (line) {
                    case "s3cret" -> "+OK\r\n";
                    case "ROLE" ->
                        !known
                                ? "-NOAUTH Authentication required.\r\n"
                                : role(primary.get().equals(name));
                    case "PING" -> "+" + name + "\r\n";
                    default -> "";
                };
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            }
        });
    }

    private static String role(boolean is) {
        return is
                ? "*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n"
                : "*5\r\n$5\r\nslave\r\n$9\r\n127.0.0.1\r\n:6379\r\n$9\r\nconnected\r\n:0\r\n";
    }

    private static String ping(Socket socket) throws IOException {
        socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
        return TcpServer.line(socket.getInputStream());
    }

    private static Socket client(NodeUnderTest node, String listener) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port(listener));
        socket.setSoTimeout(20_000);
        return socket;
    }

    @Test
    void theOldPrimarysConnectionsEndAndNewOnesGoToTheNewOne() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "s3cret\n");
        try (var a = redis("a");
                var b = redis("b");
                var c = redis("c");
                var node =
                        NodeUnderTest.start(directory, """
                            skein.listeners { writes { bind = "127.0.0.1:0", tcp = primary }
                                              reads { bind = "127.0.0.1:0", tcp = replicas } }
                            skein.defaults.pool {
                              servers = [ { id = a, address = %1$s }, { id = b, address = %2$s }, { id = c, address = %3$s } ]
                              health { type = redis, password-file = "%4$s", interval = 200ms, rise = 1, fall = 1 }
                            }
                            skein.pools {
                              primary { health.role = primary, on-down = close }
                              replicas { health.role = replica }
                            }
                            """.formatted(a.address(), b.address(), c.address(), secret));
                Socket writer = client(node, "writes");
                Socket reader = client(node, "reads")) {
            assertThat(ping(writer)).isEqualTo("+a");
            String read = ping(reader);
            assertThat(read).isIn("+b", "+c");
            primary.set("b");
            assertThat(writer.getInputStream().read()).isEqualTo(-1);
            await().atMost(SOON).untilAsserted(() -> {
                try (Socket next = client(node, "writes")) {
                    assertThat(ping(next)).isEqualTo("+b");
                }
            });
            // Who only reads may stay, as on-down = keep says, on whatever became of its server.
            assertThat(ping(reader)).isEqualTo(read);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(node.journal())
                            .anyMatch(event -> event.subject().equals("primary/a")
                                    && event.text().contains("is a replica (expected: primary)")));
            assertThat(node.metricsText()).contains("end=\"DT\",reason=\"server-down\"} 1");
        }
    }
}
