package dev.skein.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.NodeUnderTest;
import dev.skein.harness.RawClient;
import dev.skein.harness.RawHttp2;
import dev.skein.harness.RawHttp3;
import dev.skein.harness.ScriptedServer;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a route takes away of responses went out all the same, in the 103 before: with Server, or with what is for scripts. */
class InterimIT {
    private static final String FIELDS = "Server: secret\r\nX_Internal: secret\r\nVia: secret\r\n"
            + "Access-Control-Allow-Origin: secret\r\nStrict-Transport-Security: secret\r\nLink: </a>\r\n";

    @TempDir
    Path directory;

    private TlsFixture fixture;
    private ScriptedServer server;
    private NodeUnderTest node;

    @BeforeEach
    void begins() throws Exception {
        fixture = new TlsFixture(directory);
        fixture.write("a", fixture.issue("CN=a", "a.test", "localhost"));
        server = ScriptedServer.of(peer -> peer.serve("HTTP/1.1 103 Early Hints\r\n" + FIELDS
                + "\r\nHTTP/1.1 200 OK\r\n" + FIELDS + "Content-Length: 0\r\n\r\n"));
        node = NodeUnderTest.start(directory, """
            skein {
              listeners.web { bind = "127.0.0.1:0", hsts = "max-age=1"
                tls { certificates = [ { cert = "%1$s/a.pem", key = "%1$s/a.key" } ]
                      protocols = [ h3, h2, "http/1.1" ] } }
              pools.p { servers = [ %2$s ], health { type = off } }
              routes = [ { name = all, pool = p, match { path-prefix = / }
                response-headers { remove = [ Server, X-Internal ], set { Via = ours }, add { X-Added = ours } }
                access.cors { origins = [ "https://shop.test" ] } } ]
            }
            """.formatted(directory, server.address()));
    }

    @AfterEach
    void ends() throws Exception {
        node.close();
        server.close();
        fixture.close();
    }

    private Socket connect(String protocol) throws Exception {
        SSLSocket socket = TlsFixture.connect(fixture.trusting(null), node.port("web"), "a.test", protocol);
        socket.startHandshake();
        return socket;
    }

    private static void check(String interim, String whole) {
        assertThat(interim.toLowerCase(Locale.ROOT)).contains("103").endsWith("link: </a>");
        assertThat(interim.lines()).hasSize(2);
        assertThat(whole.toLowerCase(Locale.ROOT))
                .contains("200", "via: ours", "x-added: ours", "strict-transport-security: max-age=1", "link: </a>")
                .doesNotContain("secret");
    }

    @Test
    void whatTheRouteTakesAwayIsNotInItEither() throws Exception {
        try (RawClient client = RawClient.over(connect("http/1.1"))) {
            client.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
            check(client.head().strip(), client.head().strip());
        }
        try (RawHttp2 client = new RawHttp2(connect("h2")).hello()) {
            client.get(1, "/");
            List<List<String>> heads = client.settled(1).heads;
            check(String.join("\n", heads.getFirst()), String.join("\n", heads.getLast()));
        }
        try (RawHttp3 client = RawHttp3.to(node.port("web"))) {
            List<String> heads = client.get("/").settled().heads();
            check(heads.getFirst().strip(), heads.getLast().strip());
        }
    }
}
