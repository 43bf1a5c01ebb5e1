package dev.skein.acme;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.skein.config.AcmeSettings;
import dev.skein.config.AcmeSettings.Challenge;
import dev.skein.config.AcmeSettings.Eab;
import dev.skein.config.Place;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When an authority would like a certificate to be renewed (RFC 9773), as it tells by HTTP. */
class RenewalWishTest {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private boolean tells = true;

    @BeforeEach
    void begins() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void ends() {
        server.stop(0);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(path);
        String text = path.equals("/dir")
                ? "{\"newNonce\":\"%1$s\",\"newAccount\":\"%1$s\",\"newOrder\":\"%1$s\"%2$s}"
                        .formatted(url("/x"), tells ? ",\"renewalInfo\":\"" + url("/renewal") + "\"" : "")
                : "{\"suggestedWindow\":{\"start\":\"2026-12-01T00:00:00Z\",\"end\":\"2026-12-03T00:00:00Z\"}}";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Authority authority() {
        return AcmeDirectory.open(new AcmeSettings(
                Place.DEFAULT, url("/dir"), null, null, Challenge.HTTP_01, Duration.ZERO, new Eab(null, null)));
    }

    @SuppressWarnings("JavaUtilDate") // the library knows no other
    private static X509Certificate certificate(KeyPair key) throws Exception {
        X500Name name = new X500Name("CN=a.test");
        var builder = new JcaX509v3CertificateBuilder(
                name,
                new BigInteger("8765432100", 16),
                Date.from(Instant.EPOCH),
                Date.from(Instant.EPOCH.plus(Duration.ofDays(30000))),
                name,
                key.getPublic());
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(key.getPublic()));
        byte[] bytes = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()))
                .getEncoded();
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes));
    }

    private static KeyPair key() throws Exception {
        return KeyPairGenerator.getInstance("EC").generateKeyPair();
    }

    @Test
    void itIsAskedByTheNameOfTheCertificateAndTellsAWindow() throws Exception {
        KeyPair key = key();
        X509Certificate certificate = certificate(key);
        try (Authority authority = authority()) {
            Authority.Window window =
                    Objects.requireNonNull(authority.renewal(new Account(url("/account/1"), key), certificate));
            assertThat(Instant.ofEpochMilli(window.from())).isEqualTo("2026-12-01T00:00:00Z");
            assertThat(Instant.ofEpochMilli(window.until())).isEqualTo("2026-12-03T00:00:00Z");
        }
        // RFC 9773 §4.1: the authority's key and the serial number, each in base64url without padding.
        String serial = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(certificate.getSerialNumber().toByteArray());
        assertThat(asked).last().asString().startsWith("/renewal/").endsWith("." + serial);
    }

    @Test
    void oneThatHasNoSuchWishIsNotAsked() throws Exception {
        tells = false;
        KeyPair key = key();
        try (Authority authority = authority()) {
            assertThat(authority.renewal(new Account(url("/account/1"), key), certificate(key)))
                    .isNull();
        }
        assertThat(asked).containsOnly("/dir");
    }
}
