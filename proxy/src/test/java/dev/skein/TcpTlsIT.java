package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections with TLS that are passed on as they are, by the name that they ask for, or that ends here. */
class TcpTlsIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    /** An echo server with TLS, whose certificate has that name. */
    private static TcpServer secure(String name) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(certificate(name).toKeyManagerFactory().getKeyManagers(), null, null);
        return TcpServer.on(
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                socket -> socket.getInputStream().transferTo(socket.getOutputStream()));
    }

    private static X509Bundle certificate(String name) throws Exception {
        return new CertificateBuilder()
                .subject("CN=" + name)
                .notBefore(Instant.now().minus(Duration.ofDays(1)))
                .notAfter(Instant.now().plus(Duration.ofDays(1)))
                .addSanDnsName(name)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private NodeUnderTest node(TcpServer exact, TcpServer wild, TcpServer plain) {
        return NodeUnderTest.start(directory, """
            skein.defaults.pool.health.type = off
            skein.listeners.sni { bind = "127.0.0.1:0", tcp {
              pool = plain
              hello-timeout = 1s
              routes = [ { hosts = [ "*.wild.test" ], pool = wild }, { hosts = [ a.wild.test, b.test ], pool = exact } ]
            } }
            skein.pools { exact { servers = %s }, wild { servers = %s }, plain { servers = %s } }
            """.formatted(exact.address(), wild.address(), plain.address()));
    }

    private static SSLContext trusting() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        return context;
    }

    /** The name of the certificate that answers, after a message went there and back. */
    private static String answers(int port, String sni) throws Exception {
        try (SSLSocket socket = (SSLSocket) trusting().getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(sni)));
            socket.setSSLParameters(parameters);
            socket.getOutputStream().write("ping".getBytes(StandardCharsets.US_ASCII));
            assertThat(TcpServer.read(socket.getInputStream(), 4)).isEqualTo("ping");
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    @Test
    void theNameThatAClientAsksForPicksThePoolAndTlsEndsAtTheServer() throws Exception {
        try (var exact = secure("exact.test");
                var wild = secure("wild.test");
                var plain = TcpServer.echo("plain");
                var node = node(exact, wild, plain)) {
            int port = node.port("sni");
            assertThat(answers(port, "a.wild.test")).isEqualTo("CN=exact.test");
            assertThat(answers(port, "B.test")).isEqualTo("CN=exact.test");
            assertThat(answers(port, "x.wild.test")).isEqualTo("CN=wild.test");
            assertThat(answers(port, "x.y.wild.test")).isEqualTo("CN=wild.test");
            assertThatThrownBy(() -> answers(port, "wild.test")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aHelloInManyPiecesIsPutTogetherAndWhoSpeaksNoTlsGoesToTheDefault() throws Exception {
        try (var exact = TcpServer.echo("exact");
                var wild = TcpServer.echo("wild");
                var plain = TcpServer.echo("plain");
                var node = node(exact, wild, plain);
                Socket slow = new Socket(InetAddress.getLoopbackAddress(), node.port("sni"));
                Socket clear = new Socket(InetAddress.getLoopbackAddress(), node.port("sni"))) {
            slow.setTcpNoDelay(true);
            byte[] hello = hello("b.test");
            for (byte one : hello) {
                slow.getOutputStream().write(one);
            }
            assertThat(TcpServer.read(slow.getInputStream(), 5)).isEqualTo("exact");
            assertThat(slow.getInputStream().readNBytes(hello.length)).isEqualTo(hello);
            clear.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(TcpServer.read(clear.getInputStream(), 11)).isEqualTo("plainPING\r\n");
        }
    }

    private static byte[] hello(String name) throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        engine.setSSLParameters(parameters);
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        byte[] bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        return bytes;
    }

    @Test
    void whoBeginsLikeTlsAndGoesOnOtherwiseOrNotAtAllIsLetGo() throws Exception {
        try (var server = TcpServer.echo("x");
                var node = node(server, server, server);
                Socket silent = new Socket(InetAddress.getLoopbackAddress(), node.port("sni"));
                Socket garbage = new Socket(InetAddress.getLoopbackAddress(), node.port("sni"))) {
            garbage.getOutputStream().write(new byte[] {22, 3, 1, 0, 4, 2, 0, 0, 0});
            assertThat(garbage.getInputStream().read()).isEqualTo(-1);
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            assertThat(server.connections).isEmpty();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(node.metricsText())
                            .contains("skein_listener_handshakes_failed_total{listener=\"sni\"} 2"));
        }
    }

    @Test
    void whoNamesTwoHostsComesToNeither() throws Exception {
        try (var server = TcpServer.echo("x");
                var node = node(server, server, server);
                Socket client = new Socket(InetAddress.getLoopbackAddress(), node.port("sni"))) {
            client.getOutputStream().write(again(hello("b.test")));
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(server.connections).isEmpty();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(node.metricsText())
                            .contains("skein_listener_handshakes_failed_total{listener=\"sni\"} 1"));
        }
    }

    /** The same hello with a further name of a host behind all: all lengths around it grow by its 15 bytes. */
    private static byte[] again(byte[] hello) {
        ByteBuffer two = ByteBuffer.allocate(hello.length + 15).put(hello);
        two.putShort((short) 0)
                .putShort((short) 11)
                .putShort((short) 9)
                .put((byte) 0)
                .putShort((short) 6);
        two.put("a.test".getBytes(StandardCharsets.US_ASCII));
        int session = 5 + 4 + 2 + 32;
        int suites = session + 1 + two.get(session);
        int extensions = suites + 2 + two.getShort(suites) + 2;
        for (int length : new int[] {3, 7, extensions}) {
            two.putShort(length, (short) (two.getShort(length) + 15));
        }
        return two.array();
    }

    @Test
    void tlsMayEndHereAndAnotherOneBegin() throws Exception {
        X509Bundle bundle = certificate("front.test");
        Files.writeString(directory.resolve("a.key"), bundle.getPrivateKeyPEM());
        Files.writeString(directory.resolve("a.pem"), bundle.getCertificatePathPEM());
        try (var clear = TcpServer.of(socket -> socket.getInputStream().transferTo(socket.getOutputStream()));
                var again = secure("back.test");
                var node = NodeUnderTest.start(directory, """
                    skein.defaults.pool.health.type = off
                    skein.listeners.front { bind = "127.0.0.1:0"
                      tls { certificates = [ { cert = "%1$s/a.pem", key = "%1$s/a.key" } ] }
                      tcp { pool = clear, routes = [ { hosts = [ again.test ], pool = again } ] } }
                    skein.pools {
                      clear { servers = %2$s }
                      again { servers = %3$s, tls { enabled = true, verify = false } }
                    }
                    """.formatted(directory, clear.address(), again.address()))) {
            assertThat(answers(node.port("front"), "front.test")).isEqualTo("CN=front.test");
            assertThat(answers(node.port("front"), "again.test")).isEqualTo("CN=front.test");
            assertThat(clear.connections).hasSize(1);
            assertThat(again.connections).hasSize(1);
        }
    }
}
