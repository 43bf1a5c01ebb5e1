package dev.skein.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

class TlsListenerIT extends TlsBed {
    @Test
    void http11GoesThroughOurOwnCodec() throws Exception {
        fixture.start("", "");
        try (SSLSocket socket = fixture.connect("a.test", "http/1.1")) {
            String answer = TlsFixture.converse(socket, GET);
            assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").contains("x-forwarded-proto: https");
            assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
        }
        // What Vert.x's decoder would take: our parser refuses a bare LF.
        try (SSLSocket socket = fixture.connect("a.test")) {
            assertThat(TlsFixture.converse(socket, "GET /head HTTP/1.1\nHost: a.test\n\n"))
                    .startsWith("HTTP/1.1 400 ");
        }
        await().until(() -> fixture.node().connections() == 0);
    }

    @Test
    void aPipelinedBurstIsAnsweredInOrder() throws Exception {
        fixture.start("", "");
        try (SSLSocket socket = fixture.connect("a.test", "http/1.1")) {
            String first = "POST /echo HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nfirst";
            String answer = TlsFixture.converse(socket, first + GET);
            assertThat(answer).containsSubsequence("first", "HTTP/1.1 200 OK", "x-forwarded-for");
        }
    }

    @Test
    void theNameDecidesTheCertificate() throws Exception {
        fixture.write("b", fixture.issue("CN=b", "b.test"));
        fixture.write("c", fixture.issue("CN=c"));
        fixture.write("d", fixture.issue("CN=d", "other.test"));
        fixture.start(
                "certificates += { cert = \"%1$s/b.pem\", key = \"%1$s/b.key\" }, certificates += { cert = \"%1$s/c.pem\", key = \"%1$s/c.key\", hosts = [ \"*.c.test\" ] }, certificates += { cert = \"%1$s/d.pem\", key = \"%1$s/d.key\", hosts = [ d.test ] }"
                        .formatted(directory),
                "");
        assertThat(subject("a.test")).isEqualTo("CN=a");
        assertThat(subject("B.test")).isEqualTo("CN=b");
        assertThat(subject("x.c.test")).isEqualTo("CN=c");
        assertThat(subject("d.test")).isEqualTo("CN=d");
        assertThat(subject("other.test")).isEqualTo("CN=a");
        assertThat(subject(null)).isEqualTo("CN=a");
    }

    private String subject(@org.jspecify.annotations.Nullable String name) throws Exception {
        try (SSLSocket socket = fixture.connect(name)) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    @Test
    void alpnChoosesAmongWhatIsConfigured() throws Exception {
        fixture.start("", "");
        try (SSLSocket socket = fixture.connect("a.test", "http/1.1", "h2")) {
            socket.startHandshake();
            assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
        }
    }

    @Test
    void withoutH2EveryoneSpeaksHttp11() throws Exception {
        fixture.start("protocols = [ http/1.1 ]", "");
        try (SSLSocket socket = fixture.connect("a.test", "h2", "http/1.1")) {
            socket.startHandshake();
            assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
        }
    }

    @Test
    void anOldVersionIsRefusedAndCounted() throws Exception {
        fixture.start("min-version = \"1.3\"", "");
        try (SSLSocket socket = fixture.connect("a.test")) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
        }
        await().until(() -> fixture.node().metrics().listener("web").handshakesFailed() == 1);
        await().until(() -> fixture.node().connections() == 0);
    }

    @Test
    void aClientWithoutARequiredCertificateIsRefused() throws Exception {
        Files.writeString(directory.resolve("ca.pem"), fixture.authority.getCertificatePEM());
        fixture.start("client-auth = require, client-ca = \"%s/ca.pem\"".formatted(directory), "");
        try (SSLSocket socket = fixture.connect("a.test")) {
            assertThatThrownBy(() -> TlsFixture.converse(socket, GET)).isInstanceOf(java.io.IOException.class);
        }
        try (SSLSocket socket = fixture.connect(fixture.trusting(fixture.issue("CN=client")), "a.test")) {
            assertThat(TlsFixture.converse(socket, GET)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aRenewedCertificateIsTakenUpAndABrokenOneIsNot() throws Exception {
        fixture.start("reload = 1s", "");
        assertThat(subject("a.test")).isEqualTo("CN=a");
        fixture.write("a", fixture.issue("CN=renewed", "a.test"));
        await().atMost(Duration.ofSeconds(20)).until(() -> subject("a.test").equals("CN=renewed"));
        Files.writeString(directory.resolve("a.pem"), "nonsense");
        fixture.node().reload(fixture.text("reload = 2s", ""));
        assertThat(subject("a.test")).isEqualTo("CN=renewed");
    }

    @Test
    void aCertificateThatCannotBeUsedIsNamedAtTheStart() throws Exception {
        fixture.write("a", fixture.issue("CN=a", "a.test"));
        Files.writeString(directory.resolve("a.key"), fixture.issue("CN=x").getPrivateKeyPEM());
        assertThatThrownBy(() -> fixture.start("", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("skein.conf:", "listeners.web.tls.certificates", "a.key", "not the key of");
    }

    @Test
    void placesAreGivenBackWhateverBecomesOfAConnection() throws Exception {
        fixture.start("handshake-timeout = 300ms", "limits { connections = 2 }");
        for (int i = 0; i < 5; i++) {
            try (java.net.Socket plain = new java.net.Socket(
                    java.net.InetAddress.getLoopbackAddress(), fixture.node().port("web"))) {
                if (i % 2 == 0) {
                    plain.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                }
                plain.setSoTimeout(5000);
                plain.getInputStream().readAllBytes();
            } catch (java.net.SocketException e) {
                // Reset: as good as closed.
            }
        }
        try (SSLSocket socket = fixture.connect("a.test")) {
            assertThat(TlsFixture.converse(socket, GET)).startsWith("HTTP/1.1 200");
        }
    }

    /** Only who had shaken hands took a place: of any number that began at once, all came in. */
    @Test
    void aHandshakeThatIsUnderWayTakesAPlaceOfTheListener() throws Exception {
        fixture.start("", "limits { connections = 2 }");
        var stats = fixture.node().metrics().listener("web");
        List<SSLSocket> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(fixture.connect("a.test"));
        }
        await().until(() -> stats.refusals() == 3);
        int through = 0;
        for (SSLSocket socket : all) {
            try (socket) {
                assertThat(TlsFixture.converse(socket, GET)).startsWith("HTTP/1.1 200");
                through++;
            } catch (java.io.IOException e) {
                // Turned away.
            }
        }
        assertThat(through).isEqualTo(2);
        await().ignoreExceptions().until(() -> {
            try (SSLSocket socket = fixture.connect("a.test")) {
                return TlsFixture.converse(socket, GET).startsWith("HTTP/1.1 200");
            }
        });
    }

    @Test
    void theProxyProtocolComesBeforeTheHandshake() throws Exception {
        fixture.start("", "proxy-protocol { mode = required, from = [ \"127.0.0.0/8\" ] }");
        java.net.Socket plain = new java.net.Socket(
                java.net.InetAddress.getLoopbackAddress(), fixture.node().port("web"));
        plain.getOutputStream()
                .write("PROXY TCP4 192.0.2.7 198.51.100.1 4711 443\r\n".getBytes(StandardCharsets.US_ASCII));
        try (SSLSocket socket =
                (SSLSocket) fixture.trusting(null).getSocketFactory().createSocket(plain, "a.test", 443, true)) {
            assertThat(TlsFixture.converse(socket, GET)).contains("x-forwarded-for: 192.0.2.7");
        }
        try (SSLSocket socket = fixture.connect("a.test")) {
            assertThatThrownBy(socket::startHandshake).isInstanceOf(java.io.IOException.class);
        }
    }

    @Test
    void connectionsSpreadOverTheLoops() throws Exception {
        fixture.start("", "");
        for (int i = 0; i < 8; i++) {
            try (SSLSocket socket = fixture.connect("a.test")) {
                assertThat(TlsFixture.converse(socket, GET)).startsWith("HTTP/1.1 200");
            }
        }
        assertThat(fixture.node().metrics().listener("web").accepted()).isEqualTo(8);
    }
}
