package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.harness.RawClient;
import dev.skein.harness.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers behind sockets of this machine: requests, checks and connections of what is not HTTP. */
class UnixSocketIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    /** Answers each request with {@code ok}, or sends back whatever comes. */
    private static final class Server implements AutoCloseable {
        private final List<String> heads = new CopyOnWriteArrayList<>();
        private final ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        private final Path path;

        Server(Path path, boolean http) throws IOException {
            this.path = path;
            listening.bind(UnixDomainSocketAddress.of(path));
            Thread.ofVirtual().start(() -> accept(http));
        }

        private void accept(boolean http) {
            while (listening.isOpen()) {
                try {
                    SocketChannel made = listening.accept();
                    Thread.ofPlatform().daemon().start(() -> serve(made, http));
                } catch (IOException e) {
                    // Closed while it waited: the test is over.
                    return;
                }
            }
        }

        private void serve(SocketChannel channel, boolean http) {
            try (channel) {
                ByteBuffer in = ByteBuffer.allocate(4096);
                while (channel.read(in) >= 0) {
                    String text = new String(in.array(), 0, in.position(), StandardCharsets.US_ASCII);
                    if (!http) {
                        channel.write(in.flip());
                        in.clear();
                    } else if (text.endsWith("\r\n\r\n")) {
                        heads.add(text);
                        in.clear();
                        String answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
                        channel.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
                    }
                }
            } catch (IOException e) {
                // The other side has gone.
            }
        }

        @Override
        public void close() throws IOException {
            listening.close();
            Files.deleteIfExists(path);
        }
    }

    private NodeUnderTest node(String transport, String more) {
        return NodeUnderTest.start(directory, """
            skein {
              node.transport = %1$s
              listeners {
                http { bind = "127.0.0.1:0" }
                raw { bind = "127.0.0.1:0", tcp = raw }
              }
              pools {
                app { servers = [ "unix:%2$s/app.sock" ], %3$s }
                raw { servers = [ { address = "unix:%2$s/raw.sock", id = raw } ], health { type = tcp, interval = 100ms } }
              }
              routes = [ { name = all, pool = app } ]
            }
            """.formatted(transport, directory, more));
    }

    private static Response ask(NodeUnderTest node, String head) throws IOException {
        return RawClient.ask(node.port("http"), head);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll"})
    void requestsGoThereAndConnectionsAreKept(String transport) throws Exception {
        try (Server app = new Server(directory.resolve("app.sock"), true);
                Server raw = new Server(directory.resolve("raw.sock"), false);
                NodeUnderTest node = node(transport, "health { type = off }");
                RawClient client = RawClient.to(node.port("http"))) {
            assertThat(client.get("/one").body()).isEqualTo("ok");
            assertThat(client.get("/two").body()).isEqualTo("ok");
            assertThat(app.heads).hasSize(2).first().asString().startsWith("GET /one HTTP/1.1\r\n");
            assertThat(ask(node, "GET /old HTTP/1.0\r\n\r\n").status()).isEqualTo(200);
            assertThat(app.heads.getLast()).contains("\r\nHost: localhost\r\n");
            whatIsNotHttpGoesThereToo(node);
            assertThat(raw.heads).isEmpty();
        }
    }

    @Test
    void itIsCheckedLikeAnyOther() throws Exception {
        String check = "panic-threshold = 0, health { path = /well, interval = 100ms, rise = 1, fall = 1 }";
        Path path = directory.resolve("app.sock");
        try (NodeUnderTest node = node("auto", check)) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(node.journal())
                            .anyMatch(event -> event.subject().startsWith("app/unix:")
                                    && event.text().contains("no socket there")));
            assertThat(ask(node, "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n").status())
                    .isEqualTo(503);
            try (Server app = new Server(path, true)) {
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(ask(node, "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n")
                                        .status())
                                .isEqualTo(200));
                assertThat(app.heads)
                        .anyMatch(head -> head.startsWith("GET /well HTTP/1.1\r\n")
                                && head.toLowerCase(java.util.Locale.ROOT).contains("\r\nhost: localhost\r\n"));
            }
        }
    }

    private static void whatIsNotHttpGoesThereToo(NodeUnderTest node) throws IOException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), node.port("raw"))) {
            client.setSoTimeout(20_000);
            client.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
            client.shutdownOutput();
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("hello");
        }
    }
}
