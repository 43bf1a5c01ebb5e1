package dev.skein;

import static dev.skein.TcpServer.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that are passed on as they are. */
class TcpIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private NodeUnderTest node(String listener, String pool) {
        return NodeUnderTest.start(directory, text(listener, "db { " + pool));
    }

    private static String text(String listener, String pools) {
        return "skein.listeners.db { bind = \"127.0.0.1:0\", " + listener + " }\nskein.pools." + pools
                + " }\nskein.defaults.pool.health.type = off\n";
    }

    private static String servers(TcpServer... servers) {
        StringBuilder text = new StringBuilder("servers = [ ");
        for (int i = 0; i < servers.length; i++) {
            text.append("{ id = ")
                    .append((char) ('a' + i))
                    .append(", address = ")
                    .append(servers[i].address())
                    .append(" }, ");
        }
        return text + "]";
    }

    private static Socket client(NodeUnderTest node) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port("db"));
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Whether the other end has let go, with what was left to be read thrown away. */
    private static boolean ended(Socket socket) throws IOException {
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
        return true;
    }

    @Test
    void theServerMaySpeakFirstAndTheClientsEndIsPassedOnBeforeItsAnswer() throws Exception {
        TcpServer.Script sum = socket -> {
            send(socket, "hello ");
            long bytes = socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            send(socket, "got " + bytes);
        };
        try (var server = TcpServer.of(sum);
                var node = node("tcp = db", servers(server));
                Socket client = client(node)) {
            assertThat(read(client.getInputStream(), 6)).isEqualTo("hello ");
            send(client, "x".repeat(300_000));
            client.shutdownOutput();
            assertThat(read(client.getInputStream(), 100)).isEqualTo("got 300000");
            await().atMost(SOON).until(() -> node.connections() == 0);
        }
    }

    @Test
    void whatAServerSaysBeforeItGoesReachesAClientThatHasSaidAll() throws Exception {
        try (var server = TcpServer.of(socket -> send(socket, "last words"));
                var node = node("tcp = db", servers(server))) {
            for (int i = 0; i < 200; i++) {
                try (Socket client = client(node)) {
                    client.shutdownOutput();
                    assertThat(read(client.getInputStream(), 100)).isEqualTo("last words");
                }
            }
        }
    }

    @Test
    void theServersEndIsPassedOnAndTheClientGoesOn() throws Exception {
        CompletableFuture<String> heard = new CompletableFuture<>();
        TcpServer.Script listener = socket -> {
            send(socket, "last words");
            socket.shutdownOutput();
            heard.complete(read(socket.getInputStream(), 100));
        };
        try (var server = TcpServer.of(listener);
                var node = node("tcp = db", servers(server));
                Socket client = client(node)) {
            assertThat(read(client.getInputStream(), 100)).isEqualTo("last words");
            send(client, "still here");
            client.shutdownOutput();
            assertThat(heard.get(20, TimeUnit.SECONDS)).isEqualTo("still here");
        }
    }

    @Test
    void aServerThatTakesNothingHoldsTheClientBackAndThenGetsAll() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<Long> taken = new CompletableFuture<>();
        TcpServer.Script slow = socket -> {
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            taken.complete(socket.getInputStream().transferTo(OutputStream.nullOutputStream()));
        };
        long all = 64L << 20;
        AtomicLong sent = new AtomicLong();
        try (var server = TcpServer.of(slow);
                var node = node("tcp = db", servers(server));
                Socket client = client(node)) {
            Thread writer = Thread.ofVirtual().start(() -> write(client, all, sent));
            // It stands still long before all is sent: what is on its way fits into the buffers of three sockets and
            // ours.
            AtomicLong before = new AtomicLong(-1);
            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> sent.get() > 0 && before.getAndSet(sent.get()) == sent.get());
            assertThat(sent.get()).isLessThan(all / 2);
            goOn.countDown();
            assertThat(taken.get(30, TimeUnit.SECONDS)).isEqualTo(all);
            writer.join();
        }
    }

    private static void write(Socket client, long all, AtomicLong sent) {
        byte[] part = new byte[64 * 1024];
        try {
            while (sent.get() < all) {
                client.getOutputStream().write(part);
                sent.addAndGet(part.length);
            }
            client.shutdownOutput();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aServerThatRefusesIsPassedOverAndCounted() throws Exception {
        int nobody;
        try (ServerSocket free = new ServerSocket(0)) {
            nobody = free.getLocalPort();
        }
        try (var server = TcpServer.echo("b");
                var node = node(
                        "tcp = db",
                        "servers = [ { id = a, address = \"127.0.0.1:" + nobody + "\" }, { id = b, address = "
                                + server.address() + " } ]")) {
            for (int i = 0; i < 4; i++) {
                try (Socket client = client(node)) {
                    assertThat(read(client.getInputStream(), 1)).isEqualTo("b");
                }
            }
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(node.metricsText())
                            .contains("skein_server_failures_total{pool=\"db\",server=\"a\",end=\"SC\","
                                    + "reason=\"connect-failed\"} "));
        }
    }

    @Test
    void whereNoServerIsLeftTheClientIsLetGo() throws Exception {
        try (var node = node("tcp = db", "servers = [ \"127.0.0.1:1\" ]");
                Socket client = client(node)) {
            assertThat(ended(client)).isTrue();
        }
    }

    @Test
    void whoIsOutsideTheNetworksIsLetGo() throws Exception {
        try (var server = TcpServer.echo("a");
                var node = node("tcp { pool = db, deny = [ \"127.0.0.0/8\" ] }", servers(server));
                Socket client = client(node)) {
            assertThat(ended(client)).isTrue();
            assertThat(server.connections).isEmpty();
        }
    }

    @Test
    void aConnectionWithoutAByteForLongEnds() throws Exception {
        try (var server = TcpServer.echo("a");
                var node = node("tcp { pool = db, idle-timeout = 1s }", servers(server));
                Socket client = client(node)) {
            assertThat(read(client.getInputStream(), 100)).isEqualTo("a");
            await().atMost(SOON).until(() -> server.connections.getFirst().isClosed());
        }
    }

    private static int waiting(NodeUnderTest node) {
        return Objects.requireNonNull(node.snapshot().pools().get("db"))
                .waiting()
                .length();
    }

    @Test
    void whoFindsAllPlacesTakenWaitsForOne() throws Exception {
        try (var server = TcpServer.echo("a");
                var node =
                        node("tcp = db", "servers = [ { address = " + server.address() + ", max-connections = 1 } ]");
                Socket first = client(node)) {
            assertThat(read(first.getInputStream(), 1)).isEqualTo("a");
            try (Socket second = client(node)) {
                await().atMost(SOON).until(() -> waiting(node) == 1);
                first.shutdownOutput();
                assertThat(read(second.getInputStream(), 1)).isEqualTo("a");
            }
        }
    }

    @Test
    void aClientStaysWithItsServerAndOthersAreBalanced() throws Exception {
        try (var a = TcpServer.echo("a");
                var b = TcpServer.echo("b");
                var node = node("tcp = db", servers(a, b) + ", affinity.mode = client-address")) {
            StringBuilder met = new StringBuilder();
            for (int i = 0; i < 6; i++) {
                try (Socket client = client(node)) {
                    met.append(read(client.getInputStream(), 1));
                }
            }
            assertThat(met.toString()).isIn("aaaaaa", "bbbbbb");
        }
    }

    @Test
    void theServerIsToldWhoTheClientIs() throws Exception {
        CompletableFuture<String> told = new CompletableFuture<>();
        CompletableFuture<byte[]> binary = new CompletableFuture<>();
        try (var text = TcpServer.of(socket -> told.complete(TcpServer.line(socket.getInputStream())));
                var server = TcpServer.of(
                        socket -> binary.complete(socket.getInputStream().readNBytes(28)));
                var node = NodeUnderTest.start(directory, """
                    skein.defaults.pool.health.type = off
                    skein.listeners {
                      db { bind = "127.0.0.1:0", tcp = text
                           proxy-protocol { mode = required, from = [ "127.0.0.1" ] } }
                      two { bind = "127.0.0.1:0", tcp = binary }
                    }
                    skein.pools {
                      text { servers = [ %s ], proxy-protocol = v1 }
                      binary { servers = [ %s ], proxy-protocol = v2 }
                    }
                    """.formatted(text.address(), server.address()));
                Socket client = client(node);
                Socket other = new Socket(InetAddress.getLoopbackAddress(), node.port("two"))) {
            send(client, "PROXY TCP4 192.0.2.7 198.51.100.1 4711 5432\r\nrest");
            assertThat(told.get(20, TimeUnit.SECONDS)).isEqualTo("PROXY TCP4 192.0.2.7 198.51.100.1 4711 5432");
            byte[] header = binary.get(20, TimeUnit.SECONDS);
            assertThat(new String(header, 0, 12, StandardCharsets.ISO_8859_1)).isEqualTo("\r\n\r\n\0\r\nQUIT\n");
            assertThat(ByteBuffer.wrap(header).getShort(24) & 0xffff).isEqualTo(other.getLocalPort());
            assertThat(ByteBuffer.wrap(header).getShort(26) & 0xffff).isEqualTo(node.port("two"));
        }
    }

    @Test
    void withTheProxyProtocolEachRequestHasAConnectionThatNamesItsClient() throws Exception {
        CopyOnWriteArrayList<String> told = new CopyOnWriteArrayList<>();
        TcpServer.Script answer = socket -> {
            told.add(TcpServer.line(socket.getInputStream()) + "; " + TcpServer.line(socket.getInputStream()));
            while (!TcpServer.line(socket.getInputStream()).isEmpty()) {
                // The rest of the head.
            }
            send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        };
        try (var server = TcpServer.of(answer);
                var node = node(
                        "backlog = 100",
                        servers(server) + ", proxy-protocol = v1 }\nskein.routes = [ { name = db, pool = db } ]\nx {");
                Socket client = client(node)) {
            for (int i = 1; i <= 2; i++) {
                send(client, "GET /" + i + " HTTP/1.1\r\nHost: a.test\r\n\r\n");
                assertThat(TcpServer.line(client.getInputStream())).isEqualTo("HTTP/1.1 200 OK");
                String line;
                do {
                    line = TcpServer.line(client.getInputStream());
                } while (!line.isEmpty());
                assertThat(read(client.getInputStream(), 2)).isEqualTo("ok");
            }
            String path = "PROXY TCP4 127.0.0.1 127.0.0.1 " + client.getLocalPort() + " " + node.port("db");
            assertThat(told).containsExactly(path + "; GET /1 HTTP/1.1", path + "; GET /2 HTTP/1.1");
            assertThat(server.connections).hasSize(2);
        }
    }

    @Test
    void connectionsOutliveTheirListenerUntilTheTimeIsOver() throws Exception {
        try (var server = TcpServer.echo("a");
                var node = node("tcp = db", servers(server));
                Socket client = client(node)) {
            assertThat(read(client.getInputStream(), 1)).isEqualTo("a");
            CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> node.drain(Duration.ofSeconds(2)));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThatThrownBy(() -> client(node)).isInstanceOf(IOException.class));
            send(client, "on");
            assertThat(read(client.getInputStream(), 2)).isEqualTo("on");
            assertThat(drained).isNotDone();
            assertThat(ended(client)).isTrue();
            drained.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void whereThePoolSaysSoConnectionsEndWithTheirServerAndWithTheirPool() throws Exception {
        String closing = "on-down = close, servers = [ ";
        try (var a = TcpServer.echo("a");
                var b = TcpServer.echo("b");
                var node = node("tcp = db", closing + a.address() + " ]")) {
            try (Socket client = client(node)) {
                assertThat(read(client.getInputStream(), 1)).isEqualTo("a");
                node.reload(text("tcp = db", "db { " + closing + b.address() + " ]"));
                assertThat(ended(client)).isTrue();
            }
            try (Socket client = client(node)) {
                assertThat(read(client.getInputStream(), 1)).isEqualTo("b");
                node.reload(text("tcp = other", "other { " + closing + b.address() + " ]"));
                assertThat(ended(client)).isTrue();
            }
        }
    }

    @Test
    void eachConnectionHasALineAndIsCounted() throws Exception {
        Path log = directory.resolve("access.log");
        try (var server = TcpServer.echo("a");
                var node = NodeUnderTest.start(directory, """
                    skein.listeners.db { bind = "127.0.0.1:0", tcp = db }
                    skein.pools.db { servers = [ { id = one, address = %s } ], health.type = off }
                    skein.access-log { output = file, file = "%s" }
                    """.formatted(server.address(), log));
                Socket client = client(node)) {
            send(client, "12345");
            assertThat(read(client.getInputStream(), 6)).isEqualTo("a12345");
            assertThat(node.metricsText()).contains("skein_pool_requests_in_flight{pool=\"db\"} 1");
            client.shutdownOutput();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(Files.readString(log))
                            .contains("\"protocol\":\"TCP\"")
                            .contains("\"bytes_in\":5,\"bytes_out\":6")
                            .contains("\"listener\":\"db\",\"route\":\"\",\"pool\":\"db\",\"server\":\"one\"")
                            .contains("\"end\":\"--\""));
            assertThat(node.metricsText())
                    .contains("skein_listener_received_bytes_total{listener=\"db\"} 5")
                    .contains("skein_listener_sent_bytes_total{listener=\"db\"} 6")
                    .contains("skein_server_connections_opened_total{pool=\"db\",server=\"one\"} 1")
                    .contains("skein_pool_requests_in_flight{pool=\"db\"} 0")
                    .doesNotContain("skein_requests_total{route=\"\"");
        }
    }
}
