package dev.skein;

import static dev.skein.harness.ScriptedServer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.Site.Wish;
import dev.skein.harness.Peer;
import dev.skein.harness.RawClient;
import dev.skein.harness.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that leave HTTP (RFC 9110 §7.8): WebSocket and what looks like it. */
class UpgradeIT {
    private static final String SWITCHED = "HTTP/1.1 101 Switching Protocols\r\n"
            + "Upgrade: websocket\r\n"
            + "Connection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: x\r\n\r\n";

    /** Close, two bytes: 1001. */
    private static final String GOING_AWAY = "\u0088\u0002\u0003\u00e9";

    private static final Wish CHAT = Wish.route("upgrades = [ websocket, chat ]");
    private static final String SOON_OVER = "\nskein.shutdown.drain-timeout = 100ms\n";

    @TempDir
    Path directory;

    private static String ask(String token) {
        return "GET /ws HTTP/1.1\r\nHost: a.test\r\nConnection: keep-alive, Upgrade\r\nUpgrade: " + token
                + "\r\nSec-WebSocket-Key: k\r\n\r\n";
    }

    private static void echo(Peer peer) throws IOException {
        peer.request();
        peer.send(SWITCHED);
        String line;
        while (!(line = peer.until("\n")).isEmpty()) {
            peer.send("echo " + line);
        }
        peer.send("bye\n");
    }

    @Test
    void bytesGoBothWaysAndAHalfCloseGoesThrough() throws IOException {
        try (var server = ScriptedServer.of(UpgradeIT::echo);
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            client.send(ask("websocket"));
            assertThat(client.head())
                    .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
                    .containsIgnoringCase("Connection: upgrade\r\n")
                    .contains("Upgrade: websocket\r\n", "Sec-WebSocket-Accept: x\r\n");
            assertThat(server.request())
                    .containsIgnoringCase("Connection: upgrade\r\n")
                    .contains("Upgrade: websocket\r\n", "Sec-WebSocket-Key: k\r\n");
            for (int i = 0; i < 20; i++) {
                client.send("hello\n");
                assertThat(client.until("\n")).isEqualTo("echo hello\n");
            }
            client.halfClose();
            assertThat(client.rest()).isEqualTo("bye\n");
            assertThat(site.logged("/ws")).startsWith("101 -");
            Awaitility.await()
                    .untilAsserted(() -> assertThat(site.node().connections()).isZero());
        }
    }

    @Test
    void whatComesRightBehindTheHeadsIsNotLost() throws IOException {
        try (var server = ScriptedServer.of(peer -> {
                    peer.request();
                    peer.send(SWITCHED + "greetings\n");
                    peer.send("got " + peer.until("\n"));
                });
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            client.send(ask("websocket") + "impatient\n");
            client.head();
            assertThat(client.until("\n")).isEqualTo("greetings\n");
            assertThat(client.until("\n")).isEqualTo("got impatient\n");
        }
    }

    @Test
    void theServersHalfCloseGoesThrough() throws IOException {
        StringBuilder got = new StringBuilder();
        try (var server = ScriptedServer.of(peer -> {
                    peer.request();
                    peer.send(SWITCHED + "last words");
                    peer.halfClose();
                    got.append(peer.rest());
                });
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            client.send(ask("websocket"));
            client.head();
            assertThat(client.rest()).isEqualTo("last words");
            client.send("x".repeat(300_000));
            client.halfClose();
            Awaitility.await().untilAsserted(() -> assertThat(server.open).hasValue(0));
            assertThat(got).hasSize(300_000);
        }
    }

    @Test
    void whenItsTimeIsOverTheClientOfAWebSocketIsToldBetweenTwoFrames() throws IOException {
        try (var server = ScriptedServer.of(peer -> {
                    peer.request();
                    peer.send(SWITCHED + "\u0081\u0006hel");
                    peer.until("go");
                    peer.send("lo!\u0081\u0001x");
                    peer.rest();
                });
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            client.send(ask("websocket"));
            client.head();
            assertThat(client.bytes(5)).isEqualTo("\u0081\u0006hel");
            site.node().end(InetAddress.ofLiteral("192.0.2.1"));
            client.send("on and ");
            site.node().end(InetAddress.getLoopbackAddress());
            client.send("go");
            assertThat(client.rest()).isEqualTo("lo!" + GOING_AWAY);
            assertThat(site.logged("/ws")).startsWith("101 KT");
            Awaitility.await().untilAsserted(() -> assertThat(server.open).hasValue(0));
        }
    }

    @Test
    void aStopThatCanWaitNoLongerClosesWebSocketsAndCutsOtherProtocolsOff() throws Exception {
        try (var server = ScriptedServer.of(peer -> {
                    peer.send(peer.request().contains("chat") ? SWITCHED.replace("websocket", "chat") : SWITCHED);
                    peer.rest();
                });
                var node = NodeUnderTest.start(directory, Site.text(directory, CHAT, server) + SOON_OVER);
                var socket = RawClient.to(node.port("http"));
                var chat = RawClient.to(node.port("http"))) {
            socket.send(ask("websocket"));
            chat.send(ask("chat"));
            assertThat(socket.head() + chat.head()).contains("Upgrade: websocket", "Upgrade: chat");
            node.stopping();
            assertThat(socket.rest()).isEqualTo(GOING_AWAY);
            assertThat(chat.rest()).isEmpty();
        }
    }

    @Test
    void aLongStreamIsHeldBackAndArrivesWhole() throws IOException {
        try (var server = ScriptedServer.of(peer -> {
                    peer.request();
                    peer.send(SWITCHED);
                    for (int i = 0; i < 100; i++) {
                        peer.send("x".repeat(100_000));
                    }
                });
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            client.send(ask("websocket"));
            client.head();
            assertThat(client.rest()).hasSize(10_000_000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2c", "websocket, h2c", "TLS/1.0"})
    void anUpgradeThatTheRouteDoesNotAllowIsAnOrdinaryRequest(String token) throws IOException {
        try (var server = ScriptedServer.answering("plain");
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            client.send(ask(token));
            assertThat(client.response().body()).isEqualTo("plain");
            assertThat(server.request()).doesNotContainIgnoringCase("upgrade");
            assertThat(client.get("/next").body()).isEqualTo("plain");
        }
    }

    @Test
    void aServerMayDecline() throws IOException {
        try (var server = ScriptedServer.of(peer -> peer.serve(ok("no")));
                var site = Site.of(directory, Wish.NONE, server);
                var client = site.client()) {
            client.send(ask("websocket"));
            assertThat(client.response().body()).isEqualTo("no");
            client.send(ask("websocket"));
            assertThat(client.response().body()).isEqualTo("no");
            assertThat(server.accepted).hasValue(1);
        }
    }

    @Test
    void aTunnelInWhichNothingMovesEnds() throws IOException {
        try (var server = ScriptedServer.of(UpgradeIT::echo);
                var site = Site.of(directory, Wish.route("timeouts { tunnel-idle = 400ms }"), server);
                var client = site.client()) {
            client.send(ask("websocket"));
            client.head();
            client.send("a\n");
            assertThat(client.until("\n")).isEqualTo("echo a\n");
            assertThat(client.rest()).doesNotContain("echo");
            Awaitility.await().untilAsserted(() -> assertThat(server.open).hasValue(0));
        }
    }

    @Test
    void whoeverBreaksOffTakesTheOtherSideAlong() throws IOException {
        try (var server = ScriptedServer.of(UpgradeIT::echo);
                var site = Site.of(directory, Wish.NONE, server)) {
            var client = site.client();
            client.send(ask("websocket"));
            client.head();
            client.reset();
            Awaitility.await().untilAsserted(() -> assertThat(server.open).hasValue(0));
            try (var other = site.client()) {
                other.send(ask("websocket"));
                other.head();
                server.kill();
                assertThat(other.rest()).isIn("", "<reset>");
            }
        }
    }
}
