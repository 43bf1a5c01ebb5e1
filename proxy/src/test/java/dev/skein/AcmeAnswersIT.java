package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.skein.acme.Placeholder;
import dev.skein.harness.RawClient;
import dev.skein.harness.Response;
import dev.skein.harness.ScriptedServer;
import dev.skein.listener.Issuance;
import dev.skein.model.Ticker;
import dev.skein.telemetry.EventKind;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node shows clients and an authority while names have no certificate: the authority of this test is not there. */
class AcmeAnswersIT {
    private static final String PROOF = "acme-tls/1";

    @TempDir
    Path directory;

    private ScriptedServer server;
    private NodeUnderTest node;

    @BeforeEach
    void start() throws IOException {
        server = ScriptedServer.answering("server");
        node = NodeUnderTest.start(directory, """
            skein {
              admin.bind = "127.0.0.1:0"
              acme { directory = "http://127.0.0.1:1/directory", terms-agreed = true }
              listeners {
                http { bind = "127.0.0.1:0", https-redirect = 443 }
                https { bind = "127.0.0.1:0", tls { strict-sni = true, certificates = [ { acme = [ b.test, a.test ] } ] } }
              }
              pools.all { servers = [ %s ], health { type = off } }
              routes = [ { name = all, pool = all } ]
            }
            """.formatted(server.address()));
    }

    @AfterEach
    void stop() throws IOException {
        node.close();
        server.close();
    }

    private String ask(String path) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n";
        Response answer = RawClient.ask(node.port("http"), request);
        return answer.status() + " " + answer.body();
    }

    private SSLSocket connect(String name, String... protocols) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", node.port("https"));
        socket.setSoTimeout(10_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        parameters.setApplicationProtocols(protocols);
        socket.setSSLParameters(parameters);
        return socket;
    }

    private X509Certificate shown(String name, String... protocols) throws Exception {
        try (SSLSocket socket = connect(name, protocols)) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    @Test
    void clientsAreShownAPlaceholderAndThatIsTold() throws Exception {
        X509Certificate shown = shown("a.test", "h2");
        assertThat(shown.getSubjectX500Principal().getName()).contains("placeholder");
        assertThat(shown.getSubjectAlternativeNames()).hasToString("[[2, a.test], [2, b.test]]");
        assertThat(node.journal())
                .filteredOn(event -> event.kind() == EventKind.CERTIFICATE_PLACEHOLDER)
                .singleElement()
                .satisfies(event -> assertThat(event.subject()).isEqualTo("acme:a.test,b.test"));
        await().untilAsserted(() -> assertThat(node.journal())
                .filteredOn(event -> event.kind() == EventKind.CERTIFICATE_FAILED)
                .singleElement()
                .satisfies(event -> assertThat(event.text()).contains("can't be reached", "tried again in 1 min")));
    }

    @Test
    void thePageTellsOfThePlaceholderAndWhyItIsOne() throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + node.adminPort() + "/api/v1/certificates");
        await().untilAsserted(() -> {
            String text;
            try (InputStream in = uri.toURL().openStream()) {
                text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
            JsonObject one = new JsonObject(text).getJsonArray("certificates").getJsonObject(0);
            assertThat(one.getString("state")).isEqualTo("placeholder");
            assertThat(one.getString("source")).isEqualTo("acme");
            assertThat(one.getValue("renewal")).isNull();
            assertThat(one.getBoolean("ordered")).isFalse();
            assertThat(one.getString("trouble")).contains("can't be reached");
            assertThat(one.getJsonArray("uses").getJsonObject(0).getString("file"))
                    .isEqualTo("acme:a.test,b.test");
        });
    }

    @Test
    void anIssuedCertificateIsTakenUpByNewConnectionsWhileOldOnesLiveOn() throws Exception {
        List<String> names = List.of("a.test", "b.test");
        try (SSLSocket old = connect("a.test", "http/1.1")) {
            old.startHandshake();
            Issuance.Pair next = Placeholder.of(names, Ticker.SYSTEM);
            node.issuance().issued(names, next);
            node.renewCertificates();
            await().untilAsserted(() ->
                    assertThat(shown("b.test", "h2")).isEqualTo(next.chain().getFirst()));
            old.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(old.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("server");
        }
    }

    @Test
    void aTokenIsAnsweredBeforeTheRedirectAndOnlyAsItIs() throws Exception {
        node.issuance().answer(Map.of("tOk-en_1", "tOk-en_1.thumb".getBytes(StandardCharsets.US_ASCII)), Map.of());
        assertThat(ask("/.well-known/acme-challenge/tOk-en_1")).isEqualTo("200 tOk-en_1.thumb");
        for (String other : List.of("", "tOk-en_", "tOk-en_1/", "tOk-en_1?x", "tok-en_1", "../tOk-en_1")) {
            assertThat(ask("/.well-known/acme-challenge/" + other)).as(other).startsWith("308");
        }
        node.issuance().answer(Map.of(), Map.of());
        assertThat(ask("/.well-known/acme-challenge/tOk-en_1")).startsWith("308");
    }

    @Test
    void theHandshakeOfAChallengeShowsItsProofAndEnds() throws Exception {
        Issuance.Pair proof = Placeholder.of(List.of("a.test"), Ticker.SYSTEM);
        node.issuance().answer(Map.of(), Map.of("a.test", proof));
        try (SSLSocket socket = connect("a.test", PROOF)) {
            socket.startHandshake();
            assertThat(socket.getApplicationProtocol()).isEqualTo(PROOF);
            assertThat(socket.getSession().getPeerCertificates())
                    .containsExactly(proof.chain().getFirst());
            assertThat(socket.getInputStream().read()).as("nothing is said").isEqualTo(-1);
        }
        assertThat(shown("a.test", PROOF, "h2").getSubjectX500Principal().getName())
                .as("who offers more is a client")
                .contains("placeholder");
        assertThatThrownBy(() -> shown("b.test", PROOF)).isInstanceOf(SSLException.class);
        node.issuance().answer(Map.of(), Map.of());
        assertThatThrownBy(() -> shown("a.test", PROOF)).isInstanceOf(SSLException.class);
    }
}
