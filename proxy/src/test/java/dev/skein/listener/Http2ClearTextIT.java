package dev.skein.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.NodeUnderTest;
import dev.skein.harness.RawClient;
import dev.skein.harness.RawHttp2;
import dev.skein.harness.ScriptedServer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 without TLS, by prior knowledge: where the configuration says so, and nowhere else. */
class Http2ClearTextIT {
    @TempDir
    Path directory;

    private NodeUnderTest node(ScriptedServer server) {
        return NodeUnderTest.start(directory, """
            skein.listeners {
              h2c { bind = "127.0.0.1:0", http2.clear-text = true }
              http { bind = "127.0.0.1:0" }
            }
            skein.routes = [ { name = all, pool = p } ]
            skein.pools.p { servers = [ %s ], health { type = off } }
            """.formatted(server.address()));
    }

    private static RawHttp2 client(int port) throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        return new RawHttp2(socket).hello();
    }

    @Test
    void itIsSpokenThereAndNothingElse() throws Exception {
        try (var server = ScriptedServer.answering("ok");
                var node = node(server)) {
            int port = node.port("h2c");
            try (RawHttp2 client = client(port)) {
                client.get(1, "/a");
                client.get(3, "/b");
                assertThat(client.settled(1).text()).isEqualTo("ok");
                assertThat(client.settled(3).text()).isEqualTo("ok");
                assertThat(server.request()).containsIgnoringCase("X-Forwarded-Proto: http\r\n");
            }
            // The client's end is the end, also where its socket could have been half open.
            Awaitility.await()
                    .untilAsserted(() -> assertThat(node.connections()).isZero());
            try (RawClient old = RawClient.to(port)) {
                old.send("GET /old HTTP/1.1\r\nHost: a.test\r\n\r\n");
                assertThat(old.rest()).doesNotContain("HTTP/1.1");
            }
            assertThat(server.requests).noneMatch(request -> request.contains("/old"));
        }
    }

    @Test
    void elsewhereItsPrefaceIsAMalformedRequest() throws Exception {
        try (var server = ScriptedServer.answering("ok");
                var node = node(server);
                RawClient client = RawClient.to(node.port("http"))) {
            client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
            assertThat(client.rest()).startsWith("HTTP/1.1 ").doesNotContain("200");
            assertThat(server.requests).isEmpty();
        }
    }
}
