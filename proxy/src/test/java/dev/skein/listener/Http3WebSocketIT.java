package dev.skein.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.NodeUnderTest;
import dev.skein.harness.Peer;
import dev.skein.harness.RawHttp3;
import dev.skein.harness.ScriptedServer;
import dev.skein.harness.SelfSigned;
import dev.skein.http3.FrameType;
import dev.skein.http3.Http3Error;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** WebSocket on a stream of HTTP/3 (RFC 9220), to servers of HTTP/1.1. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http3WebSocketIT {
    private static final String SWITCHED =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Accept: x\r\n\r\n";

    private final AtomicInteger tunnels = new AtomicInteger();
    private ScriptedServer server;
    private ScriptedServer gone;
    private NodeUnderTest node;

    @BeforeAll
    void begins(@TempDir Path directory) throws Exception {
        server = ScriptedServer.of(this::play);
        gone = ScriptedServer.gone();
        SelfSigned.write(directory, "a", "a.test");
        node = NodeUnderTest.start(directory, """
            skein.listeners.web { bind = "127.0.0.1:0"
              tls { protocols = [ h3, h2 ], certificates = [ { cert = "%1$s/a.pem", key = "%1$s/a.key" } ] } }
            skein.routes = [ { name = gone, match { path-prefix = /gone }, pool = gone }, { name = all, pool = p } ]
            skein.pools { p { servers = [ %2$s ], health { type = off } }
                          gone { servers = [ %3$s ], health { type = off } } }
            """.formatted(directory, server.address(), gone.address()));
    }

    @AfterAll
    void ends() throws IOException {
        node.close();
        server.close();
        gone.close();
    }

    private void play(Peer peer) throws IOException {
        String head;
        while (!(head = peer.request()).isEmpty()) {
            if (head.startsWith("GET /no")) {
                peer.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
            } else if (head.startsWith("GET /plain")) {
                peer.send(ScriptedServer.ok("a page"));
            } else {
                tunnels.incrementAndGet();
                echo(peer);
                return;
            }
        }
    }

    private void echo(Peer peer) throws IOException {
        try {
            peer.send(SWITCHED);
            String line;
            while (!(line = peer.until("\n")).isEmpty()) {
                peer.send("echo " + line);
            }
            peer.send("bye\n");
        } finally {
            tunnels.decrementAndGet();
        }
    }

    private RawHttp3 client() throws Exception {
        return RawHttp3.to(node.port("web"));
    }

    private static RawHttp3.Stream connect(RawHttp3 client, String path) throws Exception {
        // A key has no meaning here, and went on beside ours.
        return client.open()
                .send(RawHttp3.request(
                        "CONNECT",
                        path,
                        ":protocol",
                        "websocket",
                        "sec-websocket-version",
                        "13",
                        "sec-websocket-key",
                        "dGhlIHNhbXBsZSBub25jZQ=="));
    }

    private static void heard(RawHttp3.Stream stream, String text) {
        await().untilAsserted(() -> assertThat(stream.text()).isEqualTo(text));
    }

    /** RFC 9220 §3: without the setting no client may ask for it. */
    @Test
    void itIsOffered() throws Exception {
        try (RawHttp3 client = client()) {
            await().until(() -> !client.control.isEmpty());
            assertThat(client.control.getFirst().type()).isEqualTo(FrameType.SETTINGS);
            // SETTINGS_ENABLE_CONNECT_PROTOCOL.
            assertThat(client.control.getFirst().payload()).containsSequence((byte) 8, (byte) 1);
        }
    }

    @Test
    void bytesGoBothWaysAndTheEndOfADirectionGoesThrough() throws Exception {
        try (RawHttp3 client = client()) {
            RawHttp3.Stream socket = connect(client, "/ws");
            // Before the answer: it waits until there is one.
            socket.send(RawHttp3.data("early\n"));
            heard(socket, "echo early\n");
            assertThat(socket.status()).isEqualTo(200);
            assertThat(socket.heads().getFirst()).doesNotContain("\nupgrade", "\nconnection");
            assertThat(server.request())
                    .startsWith("GET /ws HTTP/1.1\r\n")
                    .containsIgnoringCase("\r\nConnection: upgrade\r\n")
                    .containsIgnoringCase("\r\nUpgrade: websocket\r\n")
                    .containsIgnoringCase("\r\nSec-WebSocket-Version: 13\r\n")
                    .matches("(?is).*\r\nsec-websocket-key: [A-Za-z0-9+/]{22}==\r\n.*")
                    .doesNotMatch("(?is).*sec.websocket.key:.*sec.websocket.key:.*")
                    .doesNotContain("dGhlIHNhbXBsZSBub25jZQ==")
                    .doesNotContainIgnoringCase("transfer-encoding");
            socket.send(RawHttp3.data("late\n"));
            heard(socket, "echo early\necho late\n");
            assertThat(client.get("/plain").settled().text()).isEqualTo("a page");
            assertThat(socket.fin().settled().text()).endsWith("echo late\nbye\n");
            assertThat(socket.reset()).isNegative();
        }
    }

    @Test
    void whatMakesNoTunnelIsAnOrdinaryAnswer() throws Exception {
        try (RawHttp3 client = client()) {
            RawHttp3.Stream refused = connect(client, "/no").settled();
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.text()).isEqualTo("no");
            assertThat(connect(client, "/plain").settled().status()).isEqualTo(502);
            assertThat(connect(client, "/gone").settled().status()).isEqualTo(502);
            // The connection goes on.
            assertThat(client.get("/plain").settled().text()).isEqualTo("a page");
        }
    }

    @Test
    void aResetEndsTheServersConnection() throws Exception {
        await().until(() -> tunnels.get() == 0);
        try (RawHttp3 client = client()) {
            RawHttp3.Stream socket = connect(client, "/ws").send(RawHttp3.data("a\n"));
            heard(socket, "echo a\n");
            assertThat(tunnels).hasValue(1);
            socket.reset(Http3Error.REQUEST_CANCELLED);
            await().untilAsserted(() -> assertThat(tunnels).hasValue(0));
        }
    }
}
