package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.RawClient;
import dev.skein.harness.Response;
import dev.skein.model.PemCertificates;
import dev.skein.model.PinnedTrust;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS towards servers, by both engines: who is believed, and when a body is whole. */
class UpstreamTlsIT {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";

    @TempDir
    Path directory;

    private X509Bundle authority;

    @BeforeEach
    void anAuthority() throws Exception {
        authority = new CertificateBuilder()
                .subject("CN=authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Files.writeString(directory.resolve("ca.pem"), authority.getCertificatePEM());
    }

    private NodeUnderTest node(String provider, TlsServer server, String tls) {
        return NodeUnderTest.start(directory, """
            skein {
              node.tls-provider = %s
              listeners { http { bind = "127.0.0.1:0" } }
              pools { all { servers = [ "127.0.0.1:%d" ], tls { enabled = true, %s } } }
              routes = [ { name = all, pool = all } ]
            }
            """.formatted(provider, server.port(), tls));
    }

    private String trusting(String name) {
        return "ca = \"%s/ca.pem\", server-name = %s".formatted(directory, name);
    }

    private static Response ask(NodeUnderTest node) throws IOException {
        return RawClient.ask(node.port("http"), GET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "jdk"})
    void theAuthorityAndTheNameMustBeRight(String provider) throws Exception {
        try (TlsServer server = new TlsServer(authority, "Content-Length: 4\r\n\r\nbody", true)) {
            try (NodeUnderTest node = node(provider, server, trusting("b.test"))) {
                assertThat(ask(node).body()).isEqualTo("body");
            }
            try (NodeUnderTest node = node(provider, server, trusting("other.test"))) {
                assertThat(ask(node).status()).isEqualTo(502);
            }
            try (NodeUnderTest node = node(provider, server, "server-name = b.test")) {
                assertThat(ask(node).status()).isEqualTo(502);
            }
            try (NodeUnderTest node = node(provider, server, "verify = false")) {
                assertThat(ask(node).body()).isEqualTo("body");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "jdk"})
    void aKeyMayBePinned(String provider) throws Exception {
        try (TlsServer server = new TlsServer(authority, "Content-Length: 4\r\n\r\nbody", true)) {
            String own = "\"" + PinnedTrust.pin(server.own.getCertificate()) + "\"";
            // That of the authority is not the server's: its other servers must not pass for this one.
            String other = "\"" + PinnedTrust.pin(authority.getCertificate()) + "\"";
            assertThat(statuses(
                            provider,
                            server,
                            trusting("b.test") + ", pins = [ " + other + ", " + own + " ]",
                            trusting("b.test") + ", pins = [ " + other + " ]",
                            trusting("other.test") + ", pins = [ " + own + " ]",
                            "verify = false, pins = [ " + own + " ]",
                            "verify = false, pins = [ " + other + " ]"))
                    .containsExactly(200, 502, 502, 200, 502);
        }
    }

    /** What comes of requests to pools with these settings each. */
    private List<Integer> statuses(String provider, TlsServer server, String... tls) throws IOException {
        StringBuilder pools = new StringBuilder();
        StringBuilder routes = new StringBuilder();
        for (int i = 0; i < tls.length; i++) {
            pools.append("p%d { servers = [ \"127.0.0.1:%d\" ], tls { enabled = true, %s } }\n"
                    .formatted(i, server.port(), tls[i]));
            routes.append("{ name = r%1$d, match { path = /%1$d }, pool = p%1$d },".formatted(i));
        }
        List<Integer> statuses = new ArrayList<>();
        try (NodeUnderTest node = NodeUnderTest.start(directory, """
            skein {
              node.tls-provider = %s
              listeners { http { bind = "127.0.0.1:0" } }
              defaults.pool.health { type = off }
              pools { %s }
              routes = [ %s ]
            }
            """.formatted(provider, pools, routes))) {
            for (int i = 0; i < tls.length; i++) {
                statuses.add(RawClient.ask(node.port("http"), GET.replace("GET /", "GET /" + i))
                        .status());
            }
        }
        return statuses;
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "jdk"})
    void theServerIsToldWhomItIsAskedForAndWhoAsks(String provider) throws Exception {
        X509Bundle ours = new CertificateBuilder().subject("CN=skein").buildIssuedBy(authority);
        Files.writeString(directory.resolve("our.pem"), ours.getCertificatePathPEM());
        Files.writeString(directory.resolve("our.key"), ours.getPrivateKeyPEM());
        try (TlsServer server = new TlsServer(authority, "Content-Length: 4\r\n\r\nbody", true)) {
            String shown = ", cert = \"%1$s/our.pem\", key = \"%1$s/our.key\"".formatted(directory);
            assertThat(statuses(provider, server, trusting("b.test"), trusting("b.test") + shown))
                    .containsExactly(200, 200);
            assertThat(server.seen).containsExactly("b.test by nobody", "b.test by CN=skein");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "jdk"})
    void aBodyWithoutLengthIsWholeOnlyAfterTheServersGoodbye(String provider) throws Exception {
        String answer = "Connection: close\r\n\r\nbody";
        try (TlsServer server = new TlsServer(authority, answer, true);
                NodeUnderTest node = node(provider, server, trusting("b.test"))) {
            Response whole = ask(node);
            assertThat(whole.body()).isEqualTo("body");
            assertThat(whole.whole()).isTrue();
        }
        try (TlsServer server = new TlsServer(authority, answer, false);
                NodeUnderTest node = node(provider, server, trusting("b.test"))) {
            assertThat(ask(node).whole()).isFalse();
        }
    }

    /** Answers each connection once, and ends it with TLS's close_notify or without. */
    private static final class TlsServer implements AutoCloseable {
        private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final SSLSocketFactory sockets;
        private final X509Bundle own;
        /** Whom clients asked for, and who they were. */
        private final List<String> seen = new CopyOnWriteArrayList<>();

        private final byte[] answer;
        private final boolean goodbye;

        TlsServer(X509Bundle authority, String answer, boolean goodbye) throws Exception {
            own = new CertificateBuilder()
                    .subject("CN=b")
                    .addSanDnsName("b.test")
                    .buildIssuedBy(authority);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    own.toKeyManagerFactory().getKeyManagers(),
                    PemCertificates.trust(List.of(authority.getCertificate())).getTrustManagers(),
                    new SecureRandom());
            this.sockets = context.getSocketFactory();
            this.answer = ("HTTP/1.1 200 OK\r\n" + answer).getBytes(StandardCharsets.US_ASCII);
            this.goodbye = goodbye;
            Thread.ofVirtual().start(this::accept);
        }

        int port() {
            return listening.getLocalPort();
        }

        private void accept() {
            while (!listening.isClosed()) {
                try {
                    Socket plain = listening.accept();
                    Thread.ofVirtual().start(() -> serve(plain));
                } catch (IOException e) {
                    // The end of the test.
                    return;
                }
            }
        }

        private void serve(Socket plain) {
            try (plain;
                    SSLSocket socket = (SSLSocket) sockets.createSocket(plain, null, false)) {
                socket.setWantClientAuth(true);
                byte[] request = new byte[4096];
                if (socket.getInputStream().read(request) < 0) {
                    return;
                }
                seen.add(seen((ExtendedSSLSession) socket.getSession()));
                socket.getOutputStream().write(answer);
                if (!goodbye) {
                    plain.shutdownOutput();
                    // Till the other side has gone: then nobody hears the close_notify of close() either.
                    plain.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                }
            } catch (IOException e) {
                // A client that does not believe us leaves.
            }
        }

        private static String seen(ExtendedSSLSession session) {
            String name = session.getRequestedServerNames().stream()
                    .map(SNIHostName.class::cast)
                    .map(SNIHostName::getAsciiName)
                    .findFirst()
                    .orElse("nobody");
            try {
                return name + " by " + session.getPeerPrincipal().getName();
            } catch (SSLPeerUnverifiedException e) {
                return name + " by nobody";
            }
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }
    }
}
