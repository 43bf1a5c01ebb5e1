package dev.skein.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.skein.telemetry.EventKind;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our own way through TLS, over both engines. */
class TlsAcceptorIT extends TlsBed {
    private static final String ALIVE = "GET /none HTTP/1.1\r\nHost: a.test\r\n\r\n";
    private static final String ONE = "protocols = [ http/1.1 ]";

    private void start(String provider, String tls, String besides) throws Exception {
        fixture.startWith("skein.node.tls-provider = " + provider, tls, besides);
    }

    private void reload(String tls, String besides) throws Exception {
        fixture.node().reload(fixture.text(tls, besides));
    }

    private String certificate(String... schemes) throws Exception {
        // Not the authority's signature matters here, which is ECDSA, but whose certificate comes.
        try (SSLSocket socket = fixture.connect(TlsFixture.trustingAll(), "a.test")) {
            if (schemes.length > 0) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setSignatureSchemes(schemes);
                socket.setSSLParameters(parameters);
            }
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    /** One exchange on a connection that stays open. */
    private static String ask(SSLSocket socket) throws IOException {
        socket.getOutputStream().write(ALIVE.getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\nnone") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed after: " + answer);
            }
            answer.append((char) next);
        }
        return answer.toString();
    }

    private Socket plain() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), fixture.node().port("web"));
        socket.setSoTimeout(10_000);
        return socket;
    }

    @ParameterizedTest
    @CsvSource({"native, TLSv1.2", "native, TLSv1.3", "jdk, TLSv1.2", "jdk, TLSv1.3"})
    void bothEnginesServeAndResume(String provider, String version) throws Exception {
        start(provider, ONE, "");
        SSLContext client = fixture.trusting(null);
        long first = session(client, version);
        long begun = System.currentTimeMillis();
        await().until(() -> System.currentTimeMillis() > begun + 2);
        assertThat(session(client, version)).isEqualTo(first);
        assertThat(session(fixture.trusting(null), version)).isGreaterThan(first);
    }

    /** When the session was made that a connection uses. */
    private long session(SSLContext client, String version) throws Exception {
        try (SSLSocket socket = fixture.connect(client, "a.test", "http/1.1")) {
            socket.setEnabledProtocols(new String[] {version});
            assertThat(TlsFixture.converse(socket, GET))
                    .startsWith("HTTP/1.1 200")
                    .contains("x-forwarded-proto: https");
            return socket.getSession().getCreationTime();
        }
    }

    @Test
    void sessionsAreResumedAfterAReload() throws Exception {
        start("native", ONE, "");
        SSLContext client = fixture.trusting(null);
        long first = session(client, "TLSv1.3");
        reload(ONE + "\nhandshake-timeout = 5s", "");
        assertThat(session(client, "TLSv1.3")).isEqualTo(first);
    }

    @Test
    void aTicketFromBeforeClientCertificatesWereRequiredOpensNothing() throws Exception {
        start("native", ONE, "");
        SSLContext client = fixture.trusting(null);
        long unused = session(client, "TLSv1.3");
        Files.writeString(directory.resolve("ca.pem"), fixture.authority.getCertificatePEM());
        reload(ONE + "\nclient-auth = require, client-ca = \"%s/ca.pem\"".formatted(directory), "");
        assertThatThrownBy(() -> session(client, "TLSv1.3")).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "jdk"})
    void rsaAndEcdsaStandSideBySide(String provider) throws Exception {
        fixture.write("rsa", fixture.issueRsa("CN=rsa", "a.test"));
        start(
                provider,
                ONE + ", certificates += { cert = \"%1$s/rsa.pem\", key = \"%1$s/rsa.key\" }".formatted(directory),
                "");
        assertThat(certificate()).isEqualTo("CN=a");
        assertThat(certificate("rsa_pss_rsae_sha256", "rsa_pkcs1_sha256")).isEqualTo("CN=rsa");
        assertThat(certificate("ecdsa_secp256r1_sha256")).isEqualTo("CN=a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "jdk"})
    void aReloadChangesTheHandshakeAndSparesOpenConnections(String provider) throws Exception {
        fixture.write("b", fixture.issue("CN=b", "a.test"));
        start(provider, ONE, "");
        try (SSLSocket open = fixture.connect("a.test")) {
            assertThat(ask(open)).startsWith("HTTP/1.1 404");
            int port = fixture.node().port("web");
            String other =
                    ONE + ", certificates = [ { cert = \"%1$s/b.pem\", key = \"%1$s/b.key\" } ]".formatted(directory);
            reload(other + ", min-version = \"1.3\", handshake-timeout = 200ms", "");
            assertThat(fixture.node().port("web")).isEqualTo(port);
            assertThat(certificate()).isEqualTo("CN=b");
            try (SSLSocket old = fixture.connect("a.test")) {
                old.setEnabledProtocols(new String[] {"TLSv1.2"});
                assertThatThrownBy(old::startHandshake).isInstanceOf(SSLException.class);
            }
            try (Socket idle = plain()) {
                assertThat(idle.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(ask(open)).startsWith("HTTP/1.1 404");
        }
    }

    @Test
    void aListenerTurnsToTlsAndBackOnItsSocket() throws Exception {
        start("auto", ONE, "");
        int port = fixture.node().port("web");
        String tls = fixture.text(ONE, "");
        String certificates = tls.substring(tls.indexOf("tls {"), tls.indexOf("} }\n  pools"));
        fixture.node().reload(tls.replace(certificates, ""));
        assertThat(fixture.node().port("web")).isEqualTo(port);
        try (Socket socket = plain()) {
            socket.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 200");
        }
        fixture.node().reload(tls);
        assertThat(certificate()).isEqualTo("CN=a");
    }

    @Test
    void aBadCertificateRefusesTheWholeReload() throws Exception {
        start("auto", ONE, "");
        fixture.write("b", fixture.issue("CN=b", "a.test"));
        Files.writeString(directory.resolve("b.key"), fixture.issue("CN=x").getPrivateKeyPEM());
        String text = fixture.text(
                ONE + ", certificates = [ { cert = \"%1$s/b.pem\", key = \"%1$s/b.key\" } ]".formatted(directory), "");
        fixture.node().reload(text.replace("listeners {", "listeners { more { bind = \"127.0.0.1:0\" },"));
        assertThat(fixture.node().journal())
                .filteredOn(event -> event.kind() == EventKind.CONFIGURATION_REFUSED)
                .singleElement()
                .satisfies(event -> assertThat(event.text())
                        .contains("skein.conf:", "listeners.web.tls.certificates.key", "b.key", "not the key of"));
        assertThatThrownBy(() -> fixture.node().port("more")).isInstanceOf(NullPointerException.class);
        assertThat(certificate()).isEqualTo("CN=a");
    }

    @Test
    void aReloadOfUnchangedSettingsTakesRenewedFilesUpAndTellsOfBadOnesOnce() throws Exception {
        String still = ONE + ", reload = off";
        start("auto", still, "");
        fixture.write("a", fixture.issue("CN=renewed", "a.test"));
        reload(still, "");
        await().until(() -> certificate().equals("CN=renewed"));
        assertThat(fixture.node().journal()).anyMatch(event -> event.kind() == EventKind.CERTIFICATE_LOADED);
        Files.writeString(directory.resolve("a.key"), fixture.issue("CN=x").getPrivateKeyPEM());
        reload(still, "");
        await().until(() -> refusals() == 1);
        reload(still, "");
        assertThat(certificate()).isEqualTo("CN=renewed");
        assertThat(refusals()).isEqualTo(1);
    }

    private long refusals() {
        return fixture.node().journal().stream()
                .filter(event -> event.kind() == EventKind.CERTIFICATE_REFUSED)
                .count();
    }

    @Test
    void anUnknownCipherIsNamed() {
        assertThatThrownBy(() -> start("auto", ONE + ", ciphers = [ TLS_RSA_WITH_NONSENSE ]", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "listeners.web.tls.ciphers: TLS_RSA_WITH_NONSENSE", "expected: a cipher suite");
    }

    @Test
    void ciphersAreThoseConfigured() throws Exception {
        start("auto", ONE + ", ciphers = [ TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 ]", "");
        try (SSLSocket socket = fixture.connect("a.test")) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.startHandshake();
            assertThat(socket.getSession().getCipherSuite()).isEqualTo("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");
        }
    }

    @Test
    void withoutAProtocolInCommonThereIsNoConnection() throws Exception {
        start("auto", ONE, "");
        try (SSLSocket socket = fixture.connect("a.test", "spdy/3")) {
            assertThatThrownBy(socket::startHandshake)
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("no_application_protocol");
        }
        await().until(() -> fixture.node().metrics().listener("web").handshakesFailed() == 1);
    }

    @ParameterizedTest
    @CsvSource({"native, 'h2, http/1.1', h2", "native, 'http/1.1, h2', http/1.1", "jdk, 'http/1.1, h2', http/1.1"})
    void theOrderOfProtocolsIsOurs(String provider, String protocols, String chosen) throws Exception {
        start(provider, "protocols = [ %s ]".formatted(protocols), "");
        for (String[] offer : new String[][] {{"h2", "http/1.1"}, {"http/1.1", "h2"}}) {
            try (SSLSocket socket = fixture.connect("a.test", offer)) {
                socket.startHandshake();
                assertThat(socket.getApplicationProtocol()).isEqualTo(chosen);
            }
        }
        try (SSLSocket socket = fixture.connect("a.test")) {
            assertThat(TlsFixture.converse(socket, GET)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void protocolsChangeAtAReload() throws Exception {
        start("auto", ONE, "");
        try (SSLSocket open = fixture.connect("a.test", "h2", "http/1.1")) {
            assertThat(ask(open)).startsWith("HTTP/1.1 404");
            reload("protocols = [ h2 ]", "");
            try (SSLSocket next = fixture.connect("a.test", "h2", "http/1.1")) {
                next.startHandshake();
                assertThat(next.getApplicationProtocol()).isEqualTo("h2");
            }
            try (SSLSocket mute = fixture.connect("a.test")) {
                assertThatThrownBy(mute::startHandshake).hasMessageContaining("no_application_protocol");
            }
            assertThat(ask(open)).startsWith("HTTP/1.1 404");
        }
    }

    @Test
    void aKeyExchangeSafeFromQuantumComputersIsThereForWhoWantsIt() throws Exception {
        start("native", ONE, "");
        SslContext client = SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL)
                .trustManager(fixture.authority.getCertificate())
                .option(OpenSslContextOption.GROUPS, new String[] {"X25519MLKEM768"})
                .build();
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            Channel channel = new Bootstrap()
                    .group(loops)
                    .channel(NioSocketChannel.class)
                    .handler(client.newHandler(PooledByteBufAllocator.DEFAULT, "a.test", 443))
                    .connect("127.0.0.1", fixture.node().port("web"))
                    .sync()
                    .channel();
            assertThat(channel.pipeline()
                            .get(SslHandler.class)
                            .handshakeFuture()
                            .await(10, TimeUnit.SECONDS))
                    .isTrue();
            assertThat(channel.pipeline()
                            .get(SslHandler.class)
                            .handshakeFuture()
                            .isSuccess())
                    .isTrue();
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    @Test
    void httpInClearTextIsToldWhatIsWrong() throws Exception {
        start("auto", ONE, "");
        try (Socket socket = plain()) {
            socket.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 400 ").endsWith("use an https:// URL.\r\n");
            int body = answer.length() - answer.indexOf("\r\n\r\n") - 4;
            assertThat(answer).contains("Content-Length: " + body + "\r\n");
        }
        await().until(() -> fixture.node().connections() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "jdk"})
    void garbageEndsTheConnectionAndGivesItsPlaceBack(String provider) throws Exception {
        start(provider, ONE, "limits { connections = 1 }");
        byte[][] all = {
            {0, 1, 2, 3},
            {22, 3, 1, 0, 5, 1, 0, 0, 1, 0},
            {22, 3, 1, 0, 0},
            {21, 3, 1, 0, 2, 1, 0},
            {22, 3, 1, 0, 44, 1, 0, 0, 40, 3, 3}
        };
        for (byte[] garbage : all) {
            byte[] sent = Arrays.copyOf(garbage, Math.max(garbage.length, 60));
            try (Socket socket = plain()) {
                socket.getOutputStream().write(sent);
                socket.getInputStream().readAllBytes();
            } catch (java.net.SocketException e) {
                // Reset: as good as closed.
            }
        }
        await().ignoreExceptions().until(() -> certificate().equals("CN=a"));
    }

    @Test
    void aClientThatNeitherSpeaksNorReadsIsLetGoInTime() throws Exception {
        start("auto", ONE + ", handshake-timeout = 300ms", "");
        try (Socket silent = plain();
                Socket half = plain()) {
            half.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1});
            assertThat(half.getInputStream().read()).isEqualTo(-1);
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            await().until(() -> fixture.node().metrics().listener("web").handshakesFailed() == 2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "jdk"})
    void aBodyWithoutLengthEndsByCloseNotifyAndOnlyWhenItIsWhole(String provider) throws Exception {
        start(provider, ONE, "");
        try (SSLSocket socket = fixture.connect("a.test")) {
            assertThat(TlsFixture.converse(socket, "GET /trailers HTTP/1.0\r\nHost: a.test\r\n\r\n"))
                    .endsWith("\r\n\r\nbody");
        }
        try (SSLSocket socket = fixture.connect("a.test")) {
            assertThatThrownBy(() -> TlsFixture.converse(socket, "GET /cut-chunked HTTP/1.0\r\nHost: a.test\r\n\r\n"))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(SocketTimeoutException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "jdk"})
    void anAnswerAheadOfTheBodyIsReadBeforeTheEnd(String provider) throws Exception {
        start(provider, ONE, "");
        byte[] body = new byte[4 << 20];
        for (int i = 0; i < 10; i++) {
            try (SSLSocket socket = fixture.connect("a.test")) {
                String head = "POST /none HTTP/1.1\r\nHost: a.test\r\nContent-Length: 8000000\r\n\r\n";
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().write(body);
                assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                        .isEqualTo("HTTP/1.1 404");
            }
        }
    }

    @Test
    void aClientThatSaysGoodbyeIsGone() throws Exception {
        start("auto", ONE, "");
        SSLSocket socket = fixture.connect("a.test");
        assertThat(ask(socket)).startsWith("HTTP/1.1 404");
        await().until(() -> fixture.node().connections() == 1);
        socket.shutdownOutput();
        await().until(() -> fixture.node().connections() == 0);
        socket.close();
    }

    @Test
    void theEndOfACertificateIsMeasuredAndTold() throws Exception {
        start("auto", ONE, "");
        long end = fixture.node()
                .metricsText()
                .lines()
                .filter(line -> line.startsWith("skein_certificate_expiry_seconds{listener=\"web\",certificate=\""))
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
        assertThat(end - System.currentTimeMillis() / 1000).isBetween(86_400L, 2 * 86_400L);
        await().until(() -> fixture.node().journal().stream()
                .anyMatch(event -> event.kind() == EventKind.CERTIFICATE_EXPIRING
                        && event.text().contains("a.pem (CN=a) ends in 47 hours")));
    }
}
