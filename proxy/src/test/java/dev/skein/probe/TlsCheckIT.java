package dev.skein.probe;

import static dev.skein.probe.ScriptedServer.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.model.PinnedTrust;
import dev.skein.probe.ProbeResult.Verdict;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TlsCheckIT {
    private final Instant now = Instant.now();
    private final X509Bundle authority = make("CN=authority", now.plus(Duration.ofDays(9)), null);

    private final ProbeFixture fixture = new ProbeFixture(4);
    private final CopyOnWriteArrayList<String> names = new CopyOnWriteArrayList<>();

    @AfterEach
    void closes() {
        fixture.close();
    }

    @Test
    void aTrustedCertificateForTheRightNamePasses() throws Exception {
        try (ScriptedServer server = server(make("CN=s", now.plus(Duration.ofDays(1)), authority))) {
            ProbeResult result = check(server, trusting("shop.internal"));
            assertThat(result.reason()).isEqualTo("passed");
            assertThat(result.body()).isEqualTo("fine");
            assertThat(names).containsExactly("shop.internal");
        }
    }

    @Test
    void anExpiredCertificateFails() throws Exception {
        try (ScriptedServer server = server(make("CN=s", now.minus(Duration.ofDays(1)), authority))) {
            assertThat(check(server, trusting("shop.internal")).reason())
                    .isEqualTo("certificate of 'shop.internal' has expired");
        }
    }

    @Test
    void aCertificateForAnotherNameFails() throws Exception {
        try (ScriptedServer server = server(make("CN=s", now.plus(Duration.ofDays(1)), authority))) {
            assertThat(check(server, trusting("bank.internal")).reason())
                    .isEqualTo("certificate is not valid for 'bank.internal'");
            assertThat(check(server, trusting(null)).reason()).isEqualTo("certificate is not valid for '127.0.0.1'");
        }
    }

    @Test
    void aCertificateOfAnUnknownAuthorityFails() throws Exception {
        try (ScriptedServer server = server(make("CN=s", now.plus(Duration.ofDays(1)), authority))) {
            ProbeTls tls = new ProbeTls(true, null, "shop.internal", List.of(), null, null);
            assertThat(check(server, tls).reason())
                    .isEqualTo("certificate of 'shop.internal' is not signed by a trusted authority");
        }
    }

    @Test
    void theKeyMayBePinned() throws Exception {
        X509Bundle own = make("CN=s", now.plus(Duration.ofDays(1)), authority);
        try (ScriptedServer server = server(own)) {
            String pin = PinnedTrust.pin(own.getCertificate());
            Path ca = authority.toTempRootCertPem().toPath();
            assertThat(check(server, new ProbeTls(true, ca, "shop.internal", List.of(pin), null, null))
                            .reason())
                    .isEqualTo("passed");
            assertThat(check(server, new ProbeTls(false, null, null, List.of(pin), null, null))
                            .reason())
                    .isEqualTo("passed");
            String other = PinnedTrust.pin(authority.getCertificate());
            for (boolean verify : new boolean[] {true, false}) {
                ProbeTls tls = new ProbeTls(verify, ca, "shop.internal", List.of(other), null, null);
                assertThat(check(server, tls).reason()).contains("the server's key is " + pin);
            }
        }
    }

    @Test
    void withoutVerificationAnyCertificateWillDo() throws Exception {
        try (ScriptedServer server = server(make("CN=s", now.minus(Duration.ofDays(1)), authority))) {
            assertThat(check(server, ProbeTls.UNVERIFIED).verdict()).isEqualTo(Verdict.PASSED);
            assertThat(names).isEmpty();
        }
    }

    @Test
    void aServerThatSpeaksNoTlsFails() throws Exception {
        try (ScriptedServer server = ScriptedServer.of(connection -> {
            connection.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            connection.socket().shutdownOutput();
        })) {
            assertThat(check(server, ProbeTls.UNVERIFIED).reason()).isEqualTo("answer is not TLS");
        }
    }

    @Test
    void aHandshakeThatIsNeverAnsweredTimesOut() throws Exception {
        try (ScriptedServer server = ScriptedServer.of(connection -> {})) {
            ProbeTarget target = ProbeFixture.target(
                    server.port(), ProbeSpec.Http.get("/"), ProbeTls.UNVERIFIED, ProbeFixture.HASTY);
            assertThat(fixture.check(target).reason()).isEqualTo("timed out after 500 ms while connecting");
            await().untilAsserted(() -> assertThat(server.open).hasValue(0));
        }
    }

    @Test
    void aConnectionThatComesTooLateIsClosed() throws Exception {
        CountDownLatch removed = new CountDownLatch(1);
        try (ScriptedServer plain = ScriptedServer.of(connection -> {});
                ScriptedServer slow = server(make("CN=s", now.plus(Duration.ofDays(1)), authority), removed)) {
            fixture.prober.replace(List.of(ProbeFixture.target(
                    slow.port(), ProbeSpec.Http.get("/"), ProbeTls.UNVERIFIED, ProbeFixture.PATIENT)));
            await().untilAsserted(() -> assertThat(slow.open).hasValue(1));
            fixture.check(ProbeFixture.target(plain.port(), new ProbeSpec.Tcp()));
            removed.countDown();
            await().untilAsserted(() -> assertThat(slow.open).hasValue(0));
            assertThat(fixture.found).isEmpty();
        }
    }

    @Test
    void aTcpCheckShakesHandsToo() throws Exception {
        try (ScriptedServer server = server(make("CN=s", now.minus(Duration.ofDays(1)), authority))) {
            ProbeTarget wary = ProbeFixture.target(
                    server.port(), new ProbeSpec.Tcp(), trusting("shop.internal"), ProbeFixture.PATIENT);
            assertThat(fixture.check(wary).reason()).isEqualTo("certificate of 'shop.internal' has expired");
            ProbeTarget easy =
                    ProbeFixture.target(server.port(), new ProbeSpec.Tcp(), ProbeTls.UNVERIFIED, ProbeFixture.PATIENT);
            assertThat(fixture.check(easy).reason()).isEqualTo("passed");
        }
    }

    @Test
    void aServerWithoutHttp2FailsAGrpcCheck() throws Exception {
        try (ScriptedServer server = server(make("CN=s", now.plus(Duration.ofDays(1)), authority))) {
            ProbeTarget target = ProbeFixture.target(
                    server.port(), new ProbeSpec.Grpc("", null), ProbeTls.UNVERIFIED, ProbeFixture.PATIENT);
            assertThat(fixture.check(target).reason()).isEqualTo("answer is not HTTP/2");
        }
    }

    @Test
    void aGrpcCheckSpeaksHttp2OverTls() throws Exception {
        X509Bundle certificate = make("CN=s", now.plus(Duration.ofDays(1)), authority);
        HttpServer server = fixture.vertx
                .createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(0)
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertPath(certificate.toTempCertChainPem().toString())
                                .addKeyPath(certificate.toTempPrivateKeyPem().toString())))
                .requestHandler(request -> request.response()
                        .putHeader("content-type", "application/grpc+proto")
                        .putTrailer("grpc-status", "0")
                        .end(Buffer.buffer(new byte[] {0, 0, 0, 0, 2, 8, 1})));
        int port = server.listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
        ProbeTarget target = ProbeFixture.target(
                port, new ProbeSpec.Grpc("", null), trusting("shop.internal"), ProbeFixture.PATIENT);
        assertThat(fixture.check(target).reason()).isEqualTo("passed");
    }

    @Test
    void aMissingFileOfAuthoritiesIsNamed() throws Exception {
        try (ScriptedServer server = server(make("CN=s", now.plus(Duration.ofDays(1)), authority))) {
            ProbeTls tls = new ProbeTls(true, Path.of("no-such-file.pem"), null, List.of(), null, null);
            assertThat(check(server, tls).reason()).contains("no-such-file.pem");
        }
    }

    private ProbeResult check(ScriptedServer server, ProbeTls tls) throws InterruptedException {
        return fixture.check(ProbeFixture.target(server.port(), ProbeSpec.Http.get("/"), tls, ProbeFixture.PATIENT));
    }

    private ProbeTls trusting(@Nullable String name) throws Exception {
        return new ProbeTls(true, authority.toTempRootCertPem().toPath(), name, List.of(), null, null);
    }

    private ScriptedServer server(X509Bundle certificate) throws Exception {
        return server(certificate, new CountDownLatch(0));
    }

    /** Shakes hands after the latch. */
    private ScriptedServer server(X509Bundle certificate, CountDownLatch latch) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(certificate.toKeyManagerFactory().getKeyManagers(), null, null);
        ServerSocket socket =
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        return ScriptedServer.on(socket, connection -> {
            ProberIT.awaitLatch(latch);
            SSLSocket tls = (SSLSocket) connection.socket();
            tls.startHandshake();
            ((ExtendedSSLSession) tls.getSession())
                    .getRequestedServerNames()
                    .forEach(name -> names.add(new String(name.getEncoded(), StandardCharsets.US_ASCII)));
            connection.answer(ok("fine"));
        });
    }

    private X509Bundle make(String subject, Instant until, @Nullable X509Bundle issuer) {
        CertificateBuilder builder = new CertificateBuilder()
                .subject(subject)
                .notBefore(now.minus(Duration.ofDays(2)))
                .notAfter(until)
                .setIsCertificateAuthority(issuer == null)
                .addSanDnsName("shop.internal");
        try {
            return issuer == null ? builder.buildSelfSigned() : builder.buildIssuedBy(issuer);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
