package dev.skein.listener;

import static dev.skein.harness.RawHttp2.END_HEADERS;
import static dev.skein.harness.RawHttp2.END_STREAM;
import static dev.skein.harness.RawHttp2.HEADERS;
import static dev.skein.harness.RawHttp2.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.Peer;
import dev.skein.harness.RawHttp2;
import dev.skein.harness.ScriptedServer;
import dev.skein.http2.ErrorCode;
import java.io.IOException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSocket on a stream of HTTP/2 (RFC 8441), to servers of HTTP/1.1. */
class Http2WebSocketIT extends Http2Bed {
    private static final String SWITCHED =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Accept: x\r\n\r\n";

    @Override
    ScriptedServer first() throws IOException {
        return ScriptedServer.of(Http2WebSocketIT::play);
    }

    @BeforeEach
    void nodeBegins() throws Exception {
        fixture.startBefore(server.port(), "");
    }

    private static void play(Peer peer) throws IOException {
        String head = peer.request();
        if (head.startsWith("GET /no")) {
            peer.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
            peer.rest();
        } else if (head.startsWith("GET /plain")) {
            peer.send(ScriptedServer.ok("a page"));
            peer.rest();
        } else if (head.startsWith("GET /last")) {
            peer.send(SWITCHED + "last words");
            peer.halfClose();
            peer.rest();
        } else {
            peer.send(SWITCHED);
            String line;
            while (!(line = peer.until("\n")).isEmpty()) {
                peer.send("echo " + line);
            }
            peer.send("bye\n");
        }
    }

    private RawHttp2 open() throws Exception {
        return fixture.raw().hello();
    }

    private static void connect(RawHttp2 client, int stream, String path, String protocol, String... more)
            throws IOException {
        byte[] usual = request("CONNECT", path);
        byte[] others = RawHttp2.block(":protocol: " + protocol);
        byte[] last = RawHttp2.block(more);
        byte[] block = new byte[usual.length + others.length + last.length];
        System.arraycopy(usual, 0, block, 0, usual.length);
        System.arraycopy(others, 0, block, usual.length, others.length);
        System.arraycopy(last, 0, block, usual.length + others.length, last.length);
        client.send(HEADERS, END_HEADERS, stream, block);
    }

    private static void heard(RawHttp2 client, int stream, String text) throws IOException {
        while (!client.answer(stream).text().equals(text) && client.next()) {
            // Noted by next().
        }
        assertThat(client.answer(stream).text()).isEqualTo(text);
    }

    @Test
    void bytesGoBothWaysAndTheEndOfADirectionGoesThrough() throws Exception {
        try (RawHttp2 client = open()) {
            // A key has no meaning here, and went on beside ours.
            String[] keys = {"sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==", "sec_websocket_key: x"};
            connect(client, 1, "/ws", "websocket", "sec-websocket-version: 13", keys[0], keys[1]);
            // Before the answer: it waits until there is one.
            client.data(1, false, "early\n");
            heard(client, 1, "echo early\n");
            assertThat(client.answer(1).heads.getFirst())
                    .startsWith(":status: 200")
                    .noneMatch(line -> line.startsWith("upgrade") || line.startsWith("connection"));
            assertThat(server.request())
                    .startsWith("GET /ws HTTP/1.1\r\n")
                    .containsIgnoringCase("\r\nConnection: upgrade\r\n")
                    .containsIgnoringCase("\r\nUpgrade: websocket\r\n")
                    .containsIgnoringCase("\r\nSec-WebSocket-Version: 13\r\n")
                    .matches("(?is).*\r\nsec-websocket-key: [A-Za-z0-9+/]{22}==\r\n.*")
                    .doesNotMatch("(?is).*sec.websocket.key:.*sec.websocket.key:.*")
                    .doesNotContain("dGhlIHNhbXBsZSBub25jZQ==")
                    .doesNotContainIgnoringCase("transfer-encoding");
            client.data(1, false, "late\n");
            heard(client, 1, "echo early\necho late\n");
            client.get(3, "/plain");
            assertThat(client.settled(3).text()).isEqualTo("a page");
            client.data(1, true, "");
            assertThat(client.settled(1).text()).endsWith("bye\n");
            assertThat(client.answer(1).reset).isNegative();
        }
    }

    @Test
    void theServersEndLeavesTheOtherDirectionOpen() throws Exception {
        try (RawHttp2 client = open()) {
            connect(client, 1, "/last", "websocket");
            assertThat(client.settled(1).text()).isEqualTo("last words");
            client.settle();
            assertThat(client.answer(1).reset).isNegative();
            client.data(1, false, "x".repeat(10_000));
            client.data(1, true, "");
            Awaitility.await().untilAsserted(() -> assertThat(server.open).hasValue(0));
        }
    }

    @Test
    void aRefusalIsAnOrdinaryAnswer() throws Exception {
        try (RawHttp2 client = open()) {
            connect(client, 1, "/no", "websocket");
            assertThat(client.settled(1).status()).isEqualTo(":status: 403");
            assertThat(client.answer(1).text()).isEqualTo("no");
        }
    }

    @Test
    void aServerThatAnswersWithAPageHasMadeNoTunnel() throws Exception {
        try (RawHttp2 client = open()) {
            connect(client, 1, "/plain", "websocket");
            assertThat(client.settled(1).status()).isEqualTo(":status: 502");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2c", "connect-udp", "websocket,h2c"})
    void otherProtocolsAreNotSpoken(String protocol) throws Exception {
        try (RawHttp2 client = open()) {
            connect(client, 1, "/ws", protocol);
            assertThat(client.settled(1).status()).isEqualTo(":status: 501");
            assertThat(server.requests).isEmpty();
        }
    }

    @Test
    void whatIsNoProperConnectIsRefused() throws Exception {
        try (RawHttp2 client = open()) {
            connect(client, 1, "/ws", "websocket", "content-length: 5");
            assertThat(client.settled(1).status()).isEqualTo(":status: 400");
            client.send(HEADERS, END_HEADERS | END_STREAM, 3, request("GET", "/ws", ":protocol: websocket"));
            assertThat(client.settled(3).status()).isEqualTo(":status: 400");
            assertThat(server.requests).isEmpty();
        }
    }

    @Test
    void aResetEndsTheServersConnection() throws Exception {
        try (RawHttp2 client = open()) {
            connect(client, 1, "/ws", "websocket");
            client.data(1, false, "a\n");
            heard(client, 1, "echo a\n");
            client.reset(1, ErrorCode.CANCEL);
            Awaitility.await().untilAsserted(() -> assertThat(server.open).hasValue(0));
        }
    }
}
