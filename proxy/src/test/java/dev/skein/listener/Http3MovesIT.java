package dev.skein.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.skein.NodeUnderTest;
import dev.skein.harness.RawHttp3;
import dev.skein.harness.ScriptedServer;
import dev.skein.harness.SelfSigned;
import dev.skein.harness.UdpRelay;
import io.netty.handler.codec.quic.QuicClosedChannelException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of HTTP/3 whose node dies, drains or is full, and such as come from elsewhere than they say. */
class Http3MovesIT {
    private static final byte[] SECRET = new byte[32];

    static {
        Arrays.fill(SECRET, (byte) 7);
    }

    @TempDir
    Path directory;

    private ScriptedServer server;
    private NodeUnderTest one;

    @BeforeEach
    void begins() throws Exception {
        server = ScriptedServer.answering("ok");
        one = node("one", "");
    }

    @AfterEach
    void ends() throws Exception {
        one.close();
        server.close();
    }

    private NodeUnderTest node(String name, String more) throws Exception {
        return node(name, "web", more);
    }

    private NodeUnderTest node(String name, String listener, String more) throws Exception {
        Path own = Files.createDirectory(directory.resolve(name));
        SelfSigned.write(own, "a", "a.test");
        NodeUnderTest node = NodeUnderTest.start(own, """
            skein.listeners.%4$s { bind = "127.0.0.1:0", %1$s
              tls { protocols = [h3, h2], certificates = [ { cert = "%2$s/a.pem", key = "%2$s/a.key" } ] } }
            skein.routes = [ { name = all, pool = p } ]
            skein.pools.p { servers = [ %3$s ], health { type = off } }
            """.formatted(more, own, server.address(), listener));
        node.share(List.of(SECRET));
        return node;
    }

    @Test
    void aClientWhoseNodeIsGoneIsToldByTheOneThatHasItsAddress() throws Exception {
        try (NodeUnderTest two = node("two", "");
                UdpRelay address = new UdpRelay(one.port("web"));
                RawHttp3 client = RawHttp3.to(address.port())) {
            assertThat(client.get("/").settled().text()).isEqualTo("ok");
            address.moveTo(two.port("web"));
            client.get("/");
            await().atMost(Duration.ofSeconds(5)).until(client::over);
            assertThat(client.timedOut()).isFalse();
            try (RawHttp3 again = RawHttp3.to(address.port())) {
                assertThat(again.get("/").settled().text()).isEqualTo("ok");
            }
        }
    }

    @Test
    void whereTheSecretIsAnotherNobodyIsBelieved() throws Exception {
        try (NodeUnderTest two = node("two", "");
                UdpRelay address = new UdpRelay(one.port("web"));
                RawHttp3 client = RawHttp3.to(address.port())) {
            assertThat(client.get("/").settled().text()).isEqualTo("ok");
            two.share(List.of(new byte[32]));
            address.moveTo(two.port("web"));
            RawHttp3.Stream lost = client.get("/");
            await().until(() -> address.reached.contains(two.port("web")));
            // It has seen the packet when it has answered somebody who came later.
            try (RawHttp3 later = RawHttp3.to(two.port("web"))) {
                assertThat(later.get("/").settled().text()).isEqualTo("ok");
            }
            address.moveTo(one.port("web"));
            assertThat(lost.settled().text()).isEqualTo("ok");
            assertThat(client.over()).isFalse();
        }
    }

    /** Else whoever has seen an id could ask there for what ends the connection (RFC 9000 §21.11). */
    @Test
    void anotherListenerWithTheSameSecretDoesNotEndAConnection() throws Exception {
        try (NodeUnderTest two = node("two", "other", "");
                UdpRelay address = new UdpRelay(one.port("web"));
                RawHttp3 client = RawHttp3.to(address.port())) {
            assertThat(client.get("/").settled().text()).isEqualTo("ok");
            address.moveTo(two.port("other"));
            int before = address.answers.get();
            RawHttp3.Stream lost = client.get("/");
            await().until(() -> address.answers.get() > before);
            address.moveTo(one.port("web"));
            assertThat(lost.settled().text()).isEqualTo("ok");
            assertThat(client.over()).isFalse();
        }
    }

    @Test
    void aClientBehindARouterThatGivesItAnotherPortGoesOn() throws Exception {
        try (UdpRelay address = new UdpRelay(one.port("web"));
                RawHttp3 client = RawHttp3.to(address.port())) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.get("/").settled().text()).isEqualTo("ok");
                address.rebind();
            }
        }
    }

    @Test
    void anAddressThatOneNodeHasProvenIsProvenToTheOther() throws Exception {
        try (NodeUnderTest two = node("two", "");
                UdpRelay address = new UdpRelay(one.port("web"))) {
            address.onRetry(() -> address.moveTo(two.port("web")));
            try (RawHttp3 client = RawHttp3.to(address.port())) {
                assertThat(client.get("/").settled().text()).isEqualTo("ok");
                assertThat(two.connections()).isEqualTo(1);
                assertThat(one.connections()).isZero();
            }
        }
    }

    @Test
    void aTokenIsWorthNothingForAnotherAddress() throws Exception {
        try (UdpRelay address = new UdpRelay(one.port("web"))) {
            CompletableFuture<Void> asked = new CompletableFuture<>();
            address.onRetry(() -> {
                try {
                    address.rebind();
                    asked.complete(null);
                } catch (java.io.IOException e) {
                    asked.completeExceptionally(e);
                }
            });
            assertThatThrownBy(() -> new RawHttp3(
                            address.port(),
                            quic -> quic.maxIdleTimeout(500, TimeUnit.MILLISECONDS),
                            UnaryOperator.identity()))
                    .isInstanceOf(Exception.class);
            assertThat(asked).isCompleted();
            assertThat(one.connections()).isZero();
        }
    }

    @Test
    void aNodeThatDrainsSaysSoAndFinishesWhatWasBegun() throws Exception {
        try (RawHttp3 client = RawHttp3.to(one.port("web"))) {
            assertThat(client.get("/").settled().text()).isEqualTo("ok");
            RawHttp3.Stream begun = client.open().send(RawHttp3.request("POST", "/", "content-length", "1"));
            await().until(() -> one.metricsText().contains("skein_listener_connections_open{listener=\"web\"} 1"));
            CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> one.drain(Duration.ofSeconds(10)));
            await().until(() -> client.control.stream().anyMatch(frame -> frame.type() == 7));
            assertThatThrownBy(() -> new RawHttp3(
                            one.port("web"),
                            quic -> quic.maxIdleTimeout(300, TimeUnit.MILLISECONDS),
                            UnaryOperator.identity()))
                    .isInstanceOf(Exception.class);
            assertThat(begun.send(RawHttp3.data("x")).fin().settled().text()).isEqualTo("ok");
            assertThat(client.end()).isEqualTo(0x100);
            drained.get(10, TimeUnit.SECONDS);
            assertThat(one.connections()).isZero();
        }
    }

    @Test
    void aFullListenerTakesNobodyMore() throws Exception {
        try (NodeUnderTest full = node("full", "limits.connections = 1");
                RawHttp3 first = RawHttp3.to(full.port("web"))) {
            assertThat(first.get("/").settled().text()).isEqualTo("ok");
            assertThat(refused(full.port("web"))).isEqualTo(2);
            assertThat(first.get("/").settled().text()).isEqualTo("ok");
            assertThat(full.metricsText())
                    .doesNotContain("skein_listener_connections_refused_total{listener=\"web\"} 0");
        }
    }

    @Test
    void whatIsTooSmallToBeginWithIsNotAnswered() throws Exception {
        for (int version : new int[] {1, 0x1a2a3a4a}) {
            try (DatagramSocket socket = new DatagramSocket()) {
                send(socket, 0xc0, version, 1199, id(1199));
                send(socket, 0xc0, version, 1200, id(1200));
                assertThat(answered(socket).getLong(6)).isEqualTo(1200);
            }
        }
    }

    /** RFC 9000 §17.2.5: only who begins is asked to prove its address, whichever id a packet has. */
    @Test
    void whatIsNotTheFirstOfAConnectionIsNotAnswered() throws Exception {
        try (DatagramSocket socket = new DatagramSocket()) {
            send(socket, 0xc0, 1, 1200, id(1));
            ByteBuffer retry = answered(socket);
            byte[] ours = new byte[20];
            retry.position(15).get(ours);
            for (int kind : new int[] {0xe0, 0xd0, 0xf0}) {
                for (byte[] id : List.of(ours, id(2))) {
                    send(socket, kind, 1, 60, id);
                    send(socket, kind, 1, 1200, id);
                }
            }
            send(socket, 0xc0, 1, 1200, id(3));
            assertThat(answered(socket).getLong(6)).isEqualTo(3);
        }
    }

    private static byte[] id(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    /** A packet with a long head, for that id and from the same. */
    private void send(DatagramSocket socket, int kind, int version, int size, byte[] id) throws Exception {
        ByteBuffer packet = ByteBuffer.allocate(size).put((byte) kind).putInt(version);
        packet.put((byte) id.length).put(id).put((byte) id.length).put(id);
        packet.put((byte) 0).putShort((short) (0x4000 | size - packet.position() - 2));
        socket.send(new DatagramPacket(packet.array(), size, InetAddress.getLoopbackAddress(), one.port("web")));
    }

    private static ByteBuffer answered(DatagramSocket socket) throws Exception {
        socket.setSoTimeout(10_000);
        DatagramPacket answer = new DatagramPacket(new byte[1500], 1500);
        socket.receive(answer);
        return ByteBuffer.wrap(answer.getData());
    }

    /** The code that ends a connection, in the midst of its handshake or right after. */
    private static int refused(int port) throws Exception {
        try (RawHttp3 client = new RawHttp3(port, UnaryOperator.identity(), UnaryOperator.identity())) {
            return client.end();
        } catch (ExecutionException e) {
            var closed = (QuicClosedChannelException) Objects.requireNonNull(e.getCause());
            return Objects.requireNonNull(closed.event()).error();
        }
    }
}
