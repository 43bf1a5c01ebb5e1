package dev.skein.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.harness.RawHttp2;
import dev.skein.harness.ScriptedServer;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.Test;

/** What a listener demands of TLS, and what it tells clients and servers by it. */
class TlsPolicyIT extends TlsBed {
    private static String get(String host, String... fields) {
        String more = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        return "GET /head HTTP/1.1\r\nHost: " + host + "\r\n" + more + "Connection: close\r\n\r\n";
    }

    private String ask(String sni, String request) throws Exception {
        try (SSLSocket socket = fixture.connect(TlsFixture.trustingAll(), sni)) {
            return TlsFixture.converse(socket, request);
        }
    }

    @Test
    void strictIsWhoeverNamesAHostAndAsksForIt() throws Exception {
        fixture.write("b", fixture.issue("CN=b", "b.test"));
        String second = "certificates += { cert = \"%1$s/b.pem\", key = \"%1$s/b.key\", hosts = [ \"*.b.test\" ] }"
                .formatted(directory);
        fixture.start(second + "\nstrict-sni = true", "");
        assertThat(ask("a.test", get("a.test"))).startsWith("HTTP/1.1 200");
        assertThat(ask("x.b.test", get("Y.b.test:8443"))).startsWith("HTTP/1.1 200");
        assertThat(ask("a.test", get("x.b.test"))).startsWith("HTTP/1.1 421");
        assertThat(ask("x.b.test", get("b.test"))).startsWith("HTTP/1.1 421");
        assertThat(ask("x.b.test", get("y.x.b.test"))).startsWith("HTTP/1.1 421");
        for (String unknown : new String[] {"c.test", "y.x.b.test", null}) {
            assertThatThrownBy(() -> ask(unknown, get("a.test")))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("unrecognized_name");
        }
        fixture.node().reload(fixture.text(second, ""));
        assertThat(ask("c.test", get("b.test"))).startsWith("HTTP/1.1 200");
    }

    @SuppressWarnings("JavaUtilDate") // the library knows no other
    private static byte[] ocsp(X509Bundle certificate, X509Bundle authority) throws Exception {
        X509CertificateHolder issuer =
                new X509CertificateHolder(authority.getCertificate().getEncoded());
        var digest = new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1);
        CertificateID id =
                new CertificateID(digest, issuer, certificate.getCertificate().getSerialNumber());
        Date tomorrow = Date.from(Instant.now().plus(Duration.ofDays(1)));
        var signer = new JcaContentSignerBuilder("SHA256withECDSA")
                .build(authority.getKeyPair().getPrivate());
        var basic = new BasicOCSPRespBuilder(new RespID(issuer.getSubject()))
                .addResponse(id, CertificateStatus.GOOD, new Date(), tomorrow, null)
                .build(signer, new X509CertificateHolder[] {issuer}, new Date());
        return new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, basic).getEncoded();
    }

    @Test
    void theAuthoritysWordComesWithTheCertificate() throws Exception {
        X509Bundle own = fixture.issue("CN=a", "a.test");
        fixture.write("a", own);
        byte[] word = ocsp(own, fixture.authority);
        Files.write(directory.resolve("a.ocsp"), word);
        fixture.start(
                "certificates = [ { cert = \"%1$s/a.pem\", key = \"%1$s/a.key\", ocsp = \"%1$s/a.ocsp\" } ]"
                        .formatted(directory),
                "");
        try (SSLSocket socket = fixture.connect("a.test")) {
            socket.startHandshake();
            assertThat(((ExtendedSSLSession) socket.getSession()).getStatusResponses())
                    .containsExactly(word);
        }
    }

    @Test
    void whatIsNoWordOfAnAuthorityIsNamedAtTheStart() throws Exception {
        fixture.write("a", fixture.issue("CN=a", "a.test"));
        Files.writeString(directory.resolve("a.ocsp"), "nonsense, and long enough");
        assertThatThrownBy(() -> fixture.start(
                        "certificates = [ { cert = \"%1$s/a.pem\", key = \"%1$s/a.key\", ocsp = \"%1$s/a.ocsp\" } ]"
                                .formatted(directory),
                        ""))
                .hasMessageContainingAll("skein.conf:", "certificates.ocsp", "not an OCSP response");
    }

    @Test
    void serversAreToldOfTheClientsCertificate() throws Exception {
        fixture.write("ca", fixture.authority);
        X509Bundle client = fixture.issue("CN=ann", "ann.test");
        fixture.startWith(
                "skein.defaults.route.request-headers.set { X-Names = \"%{tls.client-names}\" }",
                "client-auth = request, client-ca = \"%s/ca.pem\"".formatted(directory),
                "forwarding.client-certificate = chain");
        String lie = get("a.test", "Client-Cert: :YWJj:", "client_cert: :YWJj:", "Client-Cert-Chain: :YWJj:");
        try (SSLSocket socket = fixture.connect(fixture.trusting(client), "a.test")) {
            String answer = TlsFixture.converse(socket, lie);
            assertThat(answer)
                    .contains("client-cert: :" + base64(client) + ":\n", "x-names: DNS:ann.test\n")
                    .doesNotContain("YWJj");
        }
        assertThat(ask("a.test", lie)).startsWith("HTTP/1.1 200").doesNotContain("client-cert", "YWJj", "x-names");
        fixture.node().reload(fixture.text("", "trusted-proxies = [ 127.0.0.1 ]"));
        assertThat(ask("a.test", lie)).contains("client-cert: :YWJj:\n");
    }

    private static String base64(X509Bundle bundle) throws Exception {
        return Base64.getEncoder().encodeToString(bundle.getCertificate().getEncoded());
    }

    @Test
    void serversAreToldWhoVouchesForTheClientToo() throws Exception {
        fixture.write("ca", fixture.authority);
        X509Bundle between = fixture.issueAuthority("CN=between");
        X509Bundle client = TlsFixture.issueBy(between, "CN=ann,O=shop", "ann.test");
        fixture.startWith(
                "skein.defaults.route.request-headers.set { X-Subject = \"%{tls.client-subject}\" }",
                "client-auth = require, client-ca = \"%s/ca.pem\"".formatted(directory),
                "forwarding.client-certificate = chain");
        try (SSLSocket socket = fixture.connect(fixture.trusting(client), "a.test")) {
            assertThat(TlsFixture.converse(socket, get("a.test")))
                    .contains("client-cert: :" + base64(client) + ":\n")
                    .contains("client-cert-chain: :" + base64(between) + ":")
                    .contains("x-subject: CN=ann,O=shop\n");
        }
        fixture.node()
                .reload(fixture.text(
                        "client-auth = require, client-ca = \"%s/ca.pem\"".formatted(directory),
                        "forwarding.client-certificate = leaf"));
        try (SSLSocket socket = fixture.connect(fixture.trusting(client), "a.test")) {
            assertThat(TlsFixture.converse(socket, get("a.test")))
                    .contains("client-cert: :" + base64(client) + ":\n")
                    .doesNotContain("client-cert-chain");
        }
    }

    @Test
    void overHttp2OnlyTheStreamOfAnotherCertificatesHostIsMisdirected() throws Exception {
        fixture.write("b", fixture.issue("CN=b", "b.test"));
        fixture.start(
                "certificates += { cert = \"%1$s/b.pem\", key = \"%1$s/b.key\" }, strict-sni = true"
                        .formatted(directory),
                "");
        try (RawHttp2 client = fixture.raw().hello()) {
            String[] hosts = {"a.test", "b.test", "a.test:8443", "c.test"};
            List<String> statuses = new ArrayList<>();
            for (int i = 0; i < hosts.length; i++) {
                byte[] request =
                        RawHttp2.block(":method: GET", ":scheme: https", ":authority: " + hosts[i], ":path: /head");
                client.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, 2 * i + 1, request);
                statuses.add(client.settled(2 * i + 1).status());
            }
            assertThat(statuses).containsExactly(":status: 200", ":status: 421", ":status: 200", ":status: 421");
        }
    }

    @Test
    void browsersAreToldToStayWithTls() throws Exception {
        fixture.start("", "hsts = \"max-age=100; includeSubDomains\"");
        String line = "\r\nStrict-Transport-Security: max-age=100; includeSubDomains\r\n";
        assertThat(ask("a.test", get("a.test"))).contains(line);
        assertThat(ask("a.test", get("a.test").replace("GET", "TRACE")))
                .startsWith("HTTP/1.1 405")
                .contains(line);
    }

    @Test
    void aServersOwnWordOnThatIsReplaced() throws Exception {
        try (var server = ScriptedServer.of(peer -> peer.serve(
                "HTTP/1.1 200 OK\r\nstrict-transport-security: max-age=5\r\n" + "Content-Length: 2\r\n\r\nok"))) {
            fixture.startBefore(server.port(), "hsts = \"max-age=100\"");
            assertThat(ask("a.test", get("a.test")))
                    .contains("\r\nStrict-Transport-Security: max-age=100\r\n")
                    .doesNotContain("max-age=5");
        }
    }

    @Test
    void groupsAreTheOperatorsChoice() throws Exception {
        fixture.start("groups = [ secp384r1 ]", "");
        for (String group : new String[] {"secp384r1", "x25519"}) {
            try (SSLSocket socket = fixture.connect("a.test")) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setNamedGroups(new String[] {group});
                socket.setSSLParameters(parameters);
                if (group.equals("x25519")) {
                    assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
                } else {
                    socket.startHandshake();
                }
            }
        }
    }

    @Test
    void whatOnlyTheNativeProviderHasIsRefusedWithTheOther() {
        assertThatThrownBy(() -> fixture.startWith("skein.node.tls-provider = jdk", "groups = [ x25519 ]", ""))
                .hasMessageContainingAll("tls.groups", "tls-provider = native");
    }
}
