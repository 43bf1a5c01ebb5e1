package dev.skein.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.skein.NodeUnderTest;
import dev.skein.harness.RawHttp3;
import dev.skein.harness.UdpRelay;
import dev.skein.transport.NativeTransport;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.codec.quic.QuicClosedChannelException;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.pkitesting.X509Bundle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a TLS listener promises holds over UDP, too: certificates of both sides, tickets, names; and, since each takes a node of
 * its own, in the profile {@code conformance}: reloads, addresses, io_uring, memory.
 */
class Http3TlsIT extends TlsBed {
    private static final String H3 = "protocols = [ h3, h2 ]\n";
    /** CRYPTO_ERROR (RFC 9001 §4.8), to which TLS's alert is added. */
    private static final int ALERT = 0x100;

    private static final int UNRECOGNIZED_NAME = 112;
    private static final int CERTIFICATE_REQUIRED = 116;

    private RawHttp3 client(String name, QuicSslContext context) throws Exception {
        return client(fixture.node().port("web"), name, context);
    }

    private static RawHttp3 client(int port, String name, QuicSslContext context) throws Exception {
        RawHttp3 client = new RawHttp3(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), name, context, UnaryOperator.identity());
        client.oneWay(0).send(RawHttp3.frame(4));
        return client;
    }

    private static QuicSslContext anybody() {
        return RawHttp3.context(UnaryOperator.identity());
    }

    private QuicSslContext with(X509Bundle certificate) throws Exception {
        var keys = certificate.toKeyManagerFactory();
        return RawHttp3.context(tls -> tls.keyManager(keys, null));
    }

    /** The code that ends a connection, in the midst of its handshake or right after. */
    private int refused(String name, QuicSslContext context) throws Exception {
        return refused(fixture.node().port("web"), name, context);
    }

    private static int refused(int port, String name, QuicSslContext context) throws Exception {
        try (RawHttp3 client = client(port, name, context)) {
            return client.end();
        } catch (ExecutionException e) {
            var closed = (QuicClosedChannelException) Objects.requireNonNull(e.getCause());
            return Objects.requireNonNull(closed.event()).error();
        }
    }

    private static String subject(RawHttp3 client) throws Exception {
        return ((X509Certificate) client.session().getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }

    @Test
    void aRequiredCertificateIsAskedForAndShownToServers() throws Exception {
        fixture.write("ca", fixture.authority);
        String ca = ", client-ca = \"%s/ca.pem\"\n".formatted(directory);
        fixture.start(H3 + "client-auth = require" + ca, "forwarding.client-certificate = chain");
        assertThat(refused("a.test", anybody())).isEqualTo(ALERT + CERTIFICATE_REQUIRED);
        await().until(() -> fixture.node().metrics().listener("web").handshakesFailed() == 1);
        assertThat(fixture.node().connections()).isZero();
        X509Bundle ann = fixture.issue("CN=ann", "ann.test");
        try (RawHttp3 client = client("a.test", with(ann))) {
            assertThat(client.get("/head").settled().text())
                    .contains("client-cert: :"
                            + Base64.getEncoder()
                                    .encodeToString(ann.getCertificate().getEncoded()) + ":\n");
        }
        fixture.node().reload(fixture.text(H3 + "client-auth = request" + ca, ""));
        try (RawHttp3 client = client("a.test", anybody())) {
            assertThat(client.get("/head").settled().text())
                    .contains("host: a.test\n")
                    .doesNotContain("client-cert");
        }
    }

    @Test
    void aTicketOfOneNodeIsGoodOnAnother() throws Exception {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) 9);
        fixture.start(H3, "");
        fixture.node().share(List.of(secret));
        try (NodeUnderTest two =
                        NodeUnderTest.start(Files.createDirectory(directory.resolve("two")), fixture.text(H3, ""));
                UdpRelay address = new UdpRelay(fixture.node().port("web"))) {
            two.share(List.of(secret));
            QuicSslContext once = anybody();
            assertThat(resumed(address, once)).isFalse();
            address.moveTo(two.port("web"));
            assertThat(resumed(address, once)).isTrue();
            two.share(List.of(new byte[32]));
            assertThat(resumed(address, once)).isFalse();
        }
    }

    private static boolean resumed(UdpRelay address, QuicSslContext context) throws Exception {
        try (RawHttp3 client = client(address.port(), "a.test", context)) {
            // The ticket has come by then, too.
            assertThat(client.get("/head").settled().status()).isEqualTo(200);
            return client.resumed();
        }
    }

    /** What came before the handshake was over could be sent again by whoever saw it (RFC 8470). */
    @Test
    void noTicketIsForEarlyData() throws Exception {
        fixture.start(H3, "");
        QuicSslContext eager = RawHttp3.context(tls -> tls.earlyData(true));
        for (boolean again : new boolean[] {false, true}) {
            try (RawHttp3 client = client("a.test", eager)) {
                assertThat(client.get("/head").settled().status()).isEqualTo(200);
                assertThat(client.resumed()).isEqualTo(again);
                assertThat(client.early()).isFalse();
            }
        }
    }

    /** As {@link SessionScopeIT} has it over TCP (CVE-2025-23419): the client takes all listeners for one. */
    @Test
    void whoHasShownNoCertificateIsNoMemberOfStaff() throws Exception {
        fixture.write("ca", fixture.authority);
        fixture.start(H3, """
            }
            staff { bind = "127.0.0.1:0"
              tls { certificates = [ { cert = "%1$s/a.pem", key = "%1$s/a.key" } ]
                    protocols = [ h3, h2 ], client-auth = require, client-ca = "%1$s/ca.pem" }
            """.formatted(directory));
        try (UdpRelay address = new UdpRelay(fixture.node().port("web"))) {
            QuicSslContext nobody = anybody();
            assertThat(resumed(address, nobody)).isFalse();
            assertThat(resumed(address, nobody)).isTrue();
            address.moveTo(fixture.node().port("staff"));
            assertThat(refused(address.port(), "a.test", nobody)).isEqualTo(ALERT + CERTIFICATE_REQUIRED);
        }
    }

    @Test
    void strictIsWhoeverNamesAHostAndAsksForIt() throws Exception {
        fixture.write("b", fixture.issue("CN=b", "b.test"));
        fixture.start(
                H3
                        + "strict-sni = true, certificates += { cert = \"%1$s/b.pem\", key = \"%1$s/b.key\" }"
                                .formatted(directory),
                "");
        assertThat(refused("c.test", anybody())).isEqualTo(ALERT + UNRECOGNIZED_NAME);
        try (RawHttp3 client = client("b.test", anybody())) {
            assertThat(subject(client)).isEqualTo("CN=b");
            assertThat(client.get("/head").settled().status()).isEqualTo(421);
            assertThat(client.open()
                            .send(RawHttp3.head(
                                    ":method", "GET", ":scheme", "https", ":authority", "b.test", ":path", "/head"))
                            .fin()
                            .settled()
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    @Tag("conformance")
    void aReloadChangesWhatComesAndLeavesWhatIsThere() throws Exception {
        fixture.start(H3, "");
        try (RawHttp3 old = client("a.test", anybody())) {
            assertThat(subject(old)).isEqualTo("CN=a");
            fixture.write("a", fixture.issue("CN=renewed", "a.test"));
            fixture.node().reload(fixture.text(H3, "http3.max-streams = 50"));
            try (RawHttp3 next = client("a.test", anybody())) {
                assertThat(subject(next)).isEqualTo("CN=renewed");
                assertThat(next.get("/head").settled().status()).isEqualTo(200);
            }
            assertThat(old.get("/head").settled().status()).isEqualTo(200);
            fixture.node().reload(fixture.text("protocols = [ h2 ]", ""));
            assertThatThrownBy(() -> new RawHttp3(
                            fixture.node().port("web"),
                            quic -> quic.maxIdleTimeout(300, TimeUnit.MILLISECONDS),
                            UnaryOperator.identity()))
                    .isInstanceOf(Exception.class);
            assertThat(old.get("/head").settled().status()).isEqualTo(200);
            fixture.node().reload(fixture.text(H3, ""));
            try (RawHttp3 again = client("a.test", anybody())) {
                assertThat(again.get("/head").settled().status()).isEqualTo(200);
            }
        }
    }

    /** As clients write it: with an interface's name, one would be waiting for answers from a scope that packets don't tell. */
    private static InetAddress unscoped(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A client takes an answer only from the address that it asked. */
    @Test
    @Tag("conformance")
    void allAddressesOfTheMachineAnswerAsThemselves() throws Exception {
        fixture.write("a", fixture.issue("CN=a", "a.test", "localhost"));
        List<InetAddress> all = new ArrayList<>();
        NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(one -> !one.isLinkLocalAddress())
                .map(Http3TlsIT::unscoped)
                .forEach(all::add);
        String text = fixture.text(H3, "").replace("127.0.0.1:0", "[::]:0");
        try (NodeUnderTest node = NodeUnderTest.start(directory, text)) {
            for (InetAddress one : all) {
                InetSocketAddress to = new InetSocketAddress(one, node.port("web"));
                try (RawHttp3 client = new RawHttp3(to, "a.test", anybody(), UnaryOperator.identity())) {
                    client.oneWay(0).send(RawHttp3.frame(4));
                    assertThat(client.get("/head").settled().status())
                            .as(one.toString())
                            .isEqualTo(200);
                }
            }
        }
    }

    @Test
    @Tag("conformance")
    void ioUringCarriesItToo() throws Exception {
        assumeThat(NativeTransport.choose("io_uring").name()).isEqualTo("io_uring");
        fixture.startWith("skein.node.transport = io_uring", H3, "");
        try (RawHttp3 client = client("a.test", anybody())) {
            assertThat(client.get("/large").settled().body()).hasSize(TestServer.LARGE);
            String body = "b".repeat(300_000);
            assertThat(client.open()
                            .send(RawHttp3.request("POST", "/echo"))
                            .send(RawHttp3.data(body))
                            .fin()
                            .settled()
                            .text())
                    .isEqualTo(body);
        }
    }

    /** Of ten megabytes that each of them asked for. */
    @Test
    @Tag("conformance")
    void clientsThatTakeNothingCostBoundedMemory() throws Exception {
        int streams = 20;
        fixture.start(H3, "");
        // More than all of them together take: else they would hold up the others on their connection.
        try (RawHttp3 client = new RawHttp3(
                fixture.node().port("web"), quic -> quic.initialMaxData(64 << 20), UnaryOperator.identity())) {
            client.oneWay(0).send(RawHttp3.frame(4));
            assertThat(client.get("/head").settled().status()).isEqualTo(200);
            long before = PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
            List<RawHttp3.Stream> slow = new ArrayList<>();
            for (int i = 0; i < streams; i++) {
                slow.add(client.open()
                        .reads(false)
                        .send(RawHttp3.request("GET", "/large"))
                        .fin());
            }
            long most = 0;
            // Other streams go on meanwhile, which takes as long as the slow ones need to fill up.
            for (int i = 0; i < 30; i++) {
                assertThat(client.get("/head").settled().status()).isEqualTo(200);
                most = Math.max(most, PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() - before);
            }
            assertThat(most).isBetween(1L << 16, streams * (512L << 10));
            slow.forEach(one -> one.reset(0x10c));
            await().until(() -> PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() - before < 2 << 20);
        }
    }
}
