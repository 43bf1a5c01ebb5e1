package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import dev.skein.Site.Wish;
import dev.skein.harness.ScriptedServer;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which services are believed that say who may come in: by the authority that one trusts, and under their names. */
class AccessTlsIT {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a.test\r\n%s\r\n";

    @TempDir
    Path directory;

    private X509Bundle authority;
    private PublicJsonWebKey key;

    @BeforeEach
    void make() throws Exception {
        authority = authority("authority");
        Files.writeString(directory.resolve("ca.pem"), authority.getCertificatePEM());
        key = OkpJwkGenerator.generateJwk("Ed25519");
    }

    private static X509Bundle authority(String name) throws Exception {
        return new CertificateBuilder()
                .subject("CN=" + name)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    /** The status that a client gets where a service of this name is asked as told. */
    private int status(String name, String access, String field) throws Exception {
        try (Service service = new Service(name);
                var server = ScriptedServer.answering("ok");
                var site = Site.of(directory, Wish.route(told(service, access)), server)) {
            return site.ask(GET.formatted(field)).status();
        }
    }

    private String told(Service service, String access) {
        return access.replace("PORT", String.valueOf(service.port())).replace("DIRECTORY", directory.toString());
    }

    private static String forward(String host, String tls) {
        return "access.forward-auth { url = \"https://%s:PORT/verify\", tls { %s } }".formatted(host, tls);
    }

    private int forwarded(String name, String host, String tls) throws Exception {
        return status(name, forward(host, tls), "");
    }

    @Test
    void aServiceThatDecidesIsBelievedByItsAuthorityAndUnderItsName() throws Exception {
        String trusting = "ca = \"DIRECTORY/ca.pem\"";
        assertThat(forwarded("localhost", "localhost", trusting)).isEqualTo(200);
        assertThat(forwarded("localhost", "localhost", "")).as("the JDK's").isEqualTo(503);
        assertThat(forwarded("other.test", "localhost", trusting)).isEqualTo(503);
        assertThat(forwarded("other.test", "localhost", "verify = false")).isEqualTo(200);
        Files.writeString(directory.resolve("ca.pem"), authority("another").getCertificatePEM());
        assertThat(forwarded("localhost", "localhost", trusting)).isEqualTo(503);
    }

    @Test
    void oneThatIsAskedByItsAddressHasTheNameThatOneSays() throws Exception {
        String trusting = "ca = \"DIRECTORY/ca.pem\", server-name = ";
        assertThat(forwarded("b.test", "127.0.0.1", trusting + "b.test")).isEqualTo(200);
        assertThat(forwarded("b.test", "127.0.0.1", trusting + "other.test")).isEqualTo(503);
        assertThat(forwarded("b.test", "127.0.0.1", trusting + "null")).isEqualTo(503);
        assertThat(forwarded("b.test", "127.0.0.1", "server-name = b.test")).isEqualTo(503);
        try (Service service = new Service("b.test");
                var server = ScriptedServer.answering("ok");
                var site = Site.of(
                        directory, Wish.route(told(service, forward("127.0.0.1", trusting + "b.test"))), server)) {
            assertThat(site.ask(GET.formatted("")).status()).isEqualTo(200);
            assertThat(service.names).containsExactly("b.test");
        }
    }

    @Test
    void authoritiesThatHaveChangedAreReadAnewWhileRequestsCome() throws Exception {
        Path file = directory.resolve("ca.pem");
        Files.writeString(file, authority("former").getCertificatePEM());
        Files.setLastModifiedTime(file, FileTime.fromMillis(1000));
        String trusting = forward("localhost", "ca = \"DIRECTORY/ca.pem\"");
        try (Service service = new Service("localhost");
                var server = ScriptedServer.answering("ok");
                var site = Site.of(directory, Wish.route(told(service, trusting)), server)) {
            assertThat(site.ask(GET.formatted("")).status()).isEqualTo(503);
            Files.writeString(file, authority.getCertificatePEM());
            assertThat(site.ask(GET.formatted("")).status()).isEqualTo(200);
            Files.delete(file);
            assertThat(site.ask(GET.formatted("")).status())
                    .as("by those that were there")
                    .isEqualTo(200);
        }
    }

    private int keyed(String name, String ca) throws Exception {
        JwtClaims claims = new JwtClaims();
        claims.setExpirationTimeMinutesInTheFuture(5);
        JsonWebSignature token = new JsonWebSignature();
        token.setPayload(claims.toJson());
        token.setKey(key.getPrivateKey());
        token.setAlgorithmHeaderValue("EdDSA");
        return status(
                name,
                "access.jwt { jwks-url = \"https://localhost:PORT/keys\", %s }".formatted(ca),
                "Authorization: Bearer " + token.getCompactSerialization() + "\r\n");
    }

    @Test
    void keysOfTokensAreFetchedFromWhomTheAuthorityKnowsByThatName() throws Exception {
        String trusting = "ca = \"DIRECTORY/ca.pem\"";
        assertThat(keyed("localhost", trusting)).isEqualTo(200);
        assertThat(keyed("localhost", "")).as("the JDK's").isEqualTo(503);
        assertThat(keyed("other.test", trusting)).isEqualTo(503);
    }

    /** Lets everybody in, and has the keys of tokens, under a name that the authority knows. */
    private final class Service implements AutoCloseable {
        /** Whom it was asked for, in SNI. */
        private final List<String> names = new CopyOnWriteArrayList<>();

        private final HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);

        Service(String name) throws Exception {
            X509Bundle own = new CertificateBuilder()
                    .subject("CN=own")
                    .addSanDnsName(name)
                    .buildIssuedBy(authority);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(own.toKeyManagerFactory().getKeyManagers(), null, null);
            server.setHttpsConfigurator(new HttpsConfigurator(tls));
            server.createContext("/verify", exchange -> answer(exchange, ""));
            server.createContext("/keys", exchange -> answer(exchange, keys()));
            server.start();
        }

        int port() {
            return server.getAddress().getPort();
        }

        private String keys() {
            return new JsonWebKeySet(key).toJson(OutputControlLevel.PUBLIC_ONLY);
        }

        private void answer(HttpExchange exchange, String text) throws IOException {
            if (((HttpsExchange) exchange).getSSLSession() instanceof ExtendedSSLSession session) {
                session.getRequestedServerNames().forEach(name -> names.add(((SNIHostName) name).getAsciiName()));
            }
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
