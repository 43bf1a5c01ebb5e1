package dev.skein.probe;

import static dev.skein.probe.ScriptedServer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.http.ProxyProtocolHeader;
import dev.skein.probe.ProbeSpec.Body;
import dev.skein.probe.ProbeSpec.Expect;
import dev.skein.probe.ProbeSpec.Leave;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that take no connection without the PROXY protocol: checks begin with it, and name nobody. */
class AnnouncedCheckIT {
    private static final String OWN = "PROXY UNKNOWN\r\n";
    private static final Expect FINE = new Expect(List.of(new ProbeSpec.Statuses(200, 399)), new Body.Contains("fine"));

    private final ProbeFixture fixture = new ProbeFixture(4);

    @AfterEach
    void closes() {
        fixture.close();
    }

    private static ProbeTarget target(
            ScriptedServer server, ProxyProtocolHeader version, ProbeSpec spec, boolean encrypted) {
        ProbeTarget plain = ProbeFixture.target(server.port(), spec);
        return new ProbeTarget(
                plain.key(),
                plain.host(),
                plain.port(),
                version,
                encrypted ? ProbeTls.UNVERIFIED : null,
                spec,
                plain.policy());
    }

    private static ProbeSpec http(Expect expect, Leave leave) {
        return new ProbeSpec.Http(
                false, "GET", "/up", null, List.of(new ProbeSpec.Field("X-Check", "yes")), expect, leave);
    }

    private ProbeResult checked(String answer) throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(answer)) {
            ProbeResult result =
                    fixture.check(target(server, ProxyProtocolHeader.V1, http(FINE, Leave.DEFAULT), false));
            assertThat(server.requests.getFirst())
                    .startsWith(OWN + "GET /up HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\n")
                    .contains("\r\nX-Check: yes\r\n");
            return result;
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Content-Length: 4~~fine | passed",
                "Transfer-Encoding: chunked~~2;a=b~fi~2~ne~0~X-Sum: 1~~ | passed",
                "Connection: close~~so it is fine | passed",
                "Content-Length: 3~~bad | body without",
                "Content-Length: 9~~fi | connection closed in the middle of the answer's body",
                "Transfer-Encoding: chunked~~4~fi | connection closed in the middle of the answer's body",
                "Transfer-Encoding: chunked~~x | connection closed in the middle of the answer's body",
                "Content-Length: x~~ | malformed answer"
            })
    void theAnswerIsReadAsThoseOfTrafficAre(String rest, String reason) throws Exception {
        assertThat(checked("HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\n" + rest.replace("~", "\r\n"))
                        .reason())
                .startsWith(reason);
    }

    @Test
    void whatDecidesDecidesHereToo() throws Exception {
        ProbeResult refused = checked("HTTP/1.1 503 No\r\nContent-Length: 3\r\n\r\nout");
        assertThat(refused.reason()).isEqualTo("status 503 (expected: 200-399)");
        assertThat(refused.body()).isEqualTo("out");
        assertThat(checked("").reason()).isEqualTo("connection closed before an answer");
        try (ScriptedServer server = ScriptedServer.answering("HTTP/1.1 200 OK\r\nX-Leave: yes\r\n\r\n")) {
            ProbeSpec leaving = http(Expect.DEFAULT, new Leave(false, "X-Leave"));
            assertThat(fixture.check(target(server, ProxyProtocolHeader.V1, leaving, false))
                            .verdict())
                    .isEqualTo(ProbeResult.Verdict.LEAVING);
        }
    }

    @Test
    void itComesAheadOfTls() throws Exception {
        X509Bundle own = new CertificateBuilder()
                .subject("CN=s")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(own.toKeyManagerFactory().getKeyManagers(), null, new SecureRandom());
        AtomicReference<String> header = new AtomicReference<>("");
        try (ScriptedServer server = ScriptedServer.of(connection -> {
            header.set(new String(connection.in().readNBytes(16), StandardCharsets.ISO_8859_1));
            serve(tls, connection.socket());
        })) {
            for (ProbeSpec spec : List.of(new ProbeSpec.Tcp(), http(FINE, Leave.DEFAULT))) {
                ProbeTarget target = target(server, ProxyProtocolHeader.V2, spec, true);
                assertThat(fixture.check(target).reason()).isEqualTo("passed");
                assertThat(header.getAndSet("")).isEqualTo("\r\n\r\n\0\r\nQUIT\n \0\0\0");
            }
        }
    }

    private static void serve(SSLContext tls, Socket plain) throws IOException {
        Socket socket = tls.getSocketFactory().createSocket(plain, null, false);
        if (socket.getInputStream().read(new byte[4096]) > 0) {
            socket.getOutputStream().write(ok("fine").getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void aServerThatGetsNoneKeepsTheCheckWaitingForItsTimeOnly() throws Exception {
        try (ScriptedServer server = ScriptedServer.of(connection -> {})) {
            ProbeTarget patient = target(server, ProxyProtocolHeader.V2, http(FINE, Leave.DEFAULT), false);
            ProbeTarget hasty = new ProbeTarget(
                    patient.key(),
                    patient.host(),
                    patient.port(),
                    patient.announced(),
                    null,
                    patient.spec(),
                    ProbeFixture.policy(Duration.ofMinutes(10), ProbeFixture.HASTY));
            assertThat(fixture.check(hasty).reason()).isEqualTo("timed out after 500 ms while waiting for an answer");
        }
    }
}
