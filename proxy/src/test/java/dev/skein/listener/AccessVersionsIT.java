package dev.skein.listener;

import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import dev.skein.NodeUnderTest;
import dev.skein.harness.RawClient;
import dev.skein.harness.RawHttp2;
import dev.skein.harness.RawHttp3;
import dev.skein.harness.ScriptedServer;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may use a route is one rule, whatever version of HTTP somebody comes with; and nobody says who it is but we. */
class AccessVersionsIT {
    @TempDir
    static Path directory;

    private static final String ANN =
            "Basic " + Base64.getEncoder().encodeToString("ann:secret".getBytes(StandardCharsets.US_ASCII));

    private static TlsFixture fixture;
    private static ScriptedServer server;
    private static ScriptedServer service;
    private static NodeUnderTest node;
    private static String token = "";

    /** One request in one version. Fields are lines {@code name: value}. */
    private interface Version {
        /** The status of the answer, and its head's lines. */
        String ask(String method, String path, String... fields) throws Exception;

        /** The same with a body, and fields behind it. */
        String send(String path, String field, String... trailers) throws Exception;
    }

    @BeforeAll
    static void begins() throws Exception {
        fixture = new TlsFixture(directory);
        server = ScriptedServer.answering("ok");
        service = ScriptedServer.of(peer -> peer.serve("HTTP/1.1 200 OK\r\nX-Who: ann\r\nContent-Length: 0\r\n\r\n"));
        fixture.write("a", fixture.issue("CN=a", "a.test", "localhost"));
        Files.writeString(
                directory.resolve("users"), "ann:" + BCrypt.withDefaults().hashToString(4, "secret".toCharArray()));
        sign();
        node = NodeUnderTest.start(directory, """
            skein {
              listeners.web { bind = "127.0.0.1:0"
                tls { certificates = [ { cert = "%1$s/a.pem", key = "%1$s/a.key" } ]
                      protocols = [ h3, h2, "http/1.1" ] } }
              pools.p { servers = [ %2$s ], health { type = off } }
              routes = [
                { name = basic, pool = p, match { path-prefix = /basic }
                  access.basic { users = "%1$s/users", header = X-User } }
                { name = jwt, pool = p, match { path-prefix = /jwt }
                  access.jwt { jwks-file = "%1$s/keys.json", headers { X-User = sub, X-Team = team }, hide = true }
                  rate-limits = [ { name = people, by = "claim sub", rate = 1/h, burst = 2 } ] }
                { name = asked, pool = p, match { path-prefix = /asked }
                  access.forward-auth { url = "http://127.0.0.1:%3$d/verify", send = [ X-Tenant ], copy = [ X-Who ] } }
                { name = cors, pool = p, match { path-prefix = /cors }, allow-methods = [ GET ]
                  access.cors { origins = [ "https://shop.test" ], credentials = true } }
                { name = net, pool = p, match { path-prefix = /net }, access.deny = [ 127.0.0.0/8 ] }
              ]
            }
            """.formatted(directory, server.address(), service.port()));
    }

    @AfterAll
    static void ends() throws Exception {
        node.close();
        server.close();
        service.close();
        fixture.close();
    }

    @BeforeEach
    void nothingCameYet() {
        server.requests.clear();
        service.requests.clear();
    }

    private static void sign() throws Exception {
        PublicJsonWebKey key = OkpJwkGenerator.generateJwk("Ed25519");
        key.setKeyId("one");
        Files.writeString(
                directory.resolve("keys.json"), new JsonWebKeySet(key).toJson(OutputControlLevel.PUBLIC_ONLY));
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload("{\"sub\":\"ann\",\"exp\":4102444800}");
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue("one");
        signature.setAlgorithmHeaderValue("EdDSA");
        token = "authorization: Bearer " + signature.getCompactSerialization();
    }

    private static Socket connect(String protocol) throws Exception {
        SSLSocket socket = TlsFixture.connect(fixture.trusting(null), node.port("web"), "a.test", protocol);
        socket.startHandshake();
        return socket;
    }

    private static final class Http1 implements Version {
        @Override
        public String ask(String method, String path, String... fields) throws Exception {
            return told(method + " " + path + " HTTP/1.1\r\nHost: a.test\r\n" + lines(fields) + "\r\n");
        }

        @Override
        public String send(String path, String field, String... trailers) throws Exception {
            return told("POST " + path + " HTTP/1.1\r\nHost: a.test\r\n" + field
                    + "\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n" + lines(trailers) + "\r\n");
        }

        private static String lines(String... fields) {
            return fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        }

        private static String told(String request) throws Exception {
            try (RawClient client = RawClient.over(connect("http/1.1"))) {
                client.send(request);
                String head = client.response().head();
                return head.substring(9).replace("\r\n", "\n");
            }
        }
    }

    private static final class Http2 implements Version {
        @Override
        public String ask(String method, String path, String... fields) throws Exception {
            try (RawHttp2 client = new RawHttp2(connect("h2")).hello()) {
                client.send(
                        RawHttp2.HEADERS,
                        RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
                        1,
                        RawHttp2.request(method, path, fields));
                return told(client);
            }
        }

        @Override
        public String send(String path, String field, String... trailers) throws Exception {
            try (RawHttp2 client = new RawHttp2(connect("h2")).hello()) {
                client.post(1, path, field);
                client.data(1, false, "x");
                client.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, 1, RawHttp2.block(trailers));
                return told(client);
            }
        }

        private static String told(RawHttp2 client) throws Exception {
            return String.join("\n", client.settled(1).heads.getFirst()).substring(9);
        }
    }

    private static final class Http3 implements Version {
        @Override
        public String ask(String method, String path, String... fields) throws Exception {
            try (RawHttp3 client = RawHttp3.to(node.port("web"))) {
                return told(client.open().send(RawHttp3.request(method, path, pairs(fields))));
            }
        }

        @Override
        public String send(String path, String field, String... trailers) throws Exception {
            try (RawHttp3 client = RawHttp3.to(node.port("web"))) {
                return told(client.open()
                        .send(RawHttp3.request("POST", path, pairs(field)))
                        .send(RawHttp3.data("x"))
                        .send(RawHttp3.head(pairs(trailers))));
            }
        }

        private static String[] pairs(String... fields) {
            return Arrays.stream(fields)
                    .flatMap(line -> Arrays.stream(line.split(": ", 2)))
                    .toArray(String[]::new);
        }

        private static String told(RawHttp3.Stream stream) {
            return stream.fin().settled().heads().getFirst().substring(9);
        }
    }

    private static List<Version> versions() {
        return List.of(new Http1(), new Http2(), new Http3());
    }

    @Test
    void aPasswordIsAskedForAndNobodySaysAUsersNameButWe() throws Exception {
        for (Version version : versions()) {
            String refused = version.ask("GET", "/basic");
            assertThat(refused).startsWith("401").containsIgnoringCase("www-authenticate: Basic realm");
            assertThat(version.ask("GET", "/basic", "x-user: root", "authorization: " + ANN + "x"))
                    .startsWith("401");
            assertThat(version.ask("GET", "/basic", "authorization: " + ANN, "authorization: " + ANN))
                    .startsWith("401");
            assertThat(server.requests).isEmpty();
            assertThat(version.ask("GET", "/basic", "x-user: root", "authorization: " + ANN, "x_user: root"))
                    .startsWith("200");
            assertThat(server.request()).contains("\r\nX-User: ann\r\n").doesNotContain("root", "Basic");
            version.send("/basic", "authorization: " + ANN, "x-user: root", "x_user: root", "x-sum: 1");
            assertThat(server.request())
                    .contains("\r\nX-User: ann\r\n", "x-sum: 1\r\n")
                    .doesNotContain("root");
            server.requests.clear();
        }
    }

    @Test
    void connectionTakesAwayNothingThatWeSay() throws Exception {
        Version version = new Http1();
        version.ask("GET", "/basic", "Authorization: " + ANN, "Connection: X-User, Authorization");
        assertThat(server.request()).contains("\r\nX-User: ann\r\n");
        assertThat(version.ask("GET", "/basic", "Authorization: " + ANN + "x", "Connection: Authorization"))
                .startsWith("401");
    }

    @Test
    void aTokenIsLookedAtAndItsClaimsCountOverAllVersions() throws Exception {
        int served = 0;
        for (Version version : versions()) {
            assertThat(version.ask("GET", "/jwt")).startsWith("401");
            assertThat(version.ask("GET", "/jwt", token + "x")).startsWith("401");
            String answer = version.ask("GET", "/jwt", token, "x-user: root", "x-team: admins");
            if (answer.startsWith("200")) {
                served++;
                assertThat(server.request()).contains("\r\nX-User: ann\r\n").doesNotContain("root", "admins", "Bearer");
            } else {
                assertThat(answer).startsWith("429");
            }
        }
        assertThat(served).as("of three, with room for two").isEqualTo(2);
    }

    @Test
    void whatAServiceIsShownIsWhatTheServerGets() throws Exception {
        for (Version version : versions()) {
            assertThat(version.ask("GET", "/asked/../%61sked/./b%7e?q=%2e", "x-who: root", "x-forwarded-uri: /other"))
                    .startsWith("200");
            assertThat(service.request())
                    .contains("X-Forwarded-Uri: /asked/b~?q=%2e\r\n", "X-Forwarded-Proto: https\r\n")
                    .doesNotContain("root", "/other");
            assertThat(server.request())
                    .startsWith("GET /asked/b~?q=%2e HTTP/1.1\r\n")
                    .contains("\r\nX-Who: ann\r\n")
                    .doesNotContain("root");
            // What begins like an open route and ends elsewhere is asked for as what it ends as.
            assertThat(version.ask("GET", "/cors/../net")).startsWith("403");
            assertThat(version.ask("GET", "/cors/..%2fnet")).startsWith("400");
        }
    }

    /** The service saw X-Tenant, and the server, to which it did not go on, acted for whomever it takes without. */
    @Test
    void aServiceIsNotShownWhatEndsHere() throws Exception {
        Version version = new Http1();
        assertThat(version.ask("GET", "/asked", "X-Tenant: mine")).startsWith("200");
        assertThat(service.request()).contains("X-Tenant: mine\r\n");
        assertThat(server.request()).contains("X-Tenant: mine\r\n");
        assertThat(version.ask("GET", "/asked", "X-Tenant: mine", "Connection: x-tenant"))
                .startsWith("200");
        assertThat(service.request()).doesNotContainIgnoringCase("tenant");
        assertThat(server.request()).doesNotContainIgnoringCase("tenant");
    }

    /** A server behind CGI, or one that puts trailers among a head's fields, took a tenant that the service had not seen. */
    @Test
    void besideWhatAServiceIsShownNothingGoesOnThatReadsAlike() throws Exception {
        for (Version version : versions()) {
            assertThat(version.ask("GET", "/asked", "x_tenant: other", "x-tenant: mine", "x_sum: 1"))
                    .startsWith("200");
            assertThat(service.request()).contains("X-Tenant: mine\r\n").doesNotContain("other");
            assertThat(server.request())
                    .contains("x-tenant: mine\r\n", "x_sum: 1\r\n")
                    .doesNotContain("other");
            version.send("/asked", "x-tenant: mine", "x-tenant: other", "x_tenant: other", "x-sum: 1");
            assertThat(server.request())
                    .contains("x-tenant: mine\r\n", "x-sum: 1\r\n")
                    .doesNotContain("other");
        }
    }

    @Test
    void scriptsOfOtherSitesAreToldTheSame() throws Exception {
        for (Version version : versions()) {
            String preflight =
                    version.ask("OPTIONS", "/cors", "origin: https://shop.test", "access-control-request-method: PUT");
            assertThat(preflight)
                    .startsWith("204")
                    .containsIgnoringCase("access-control-allow-origin: https://shop.test")
                    .containsIgnoringCase("vary: Origin");
            assertThat(version.ask("OPTIONS", "/cors", "origin: null", "access-control-request-method: PUT"))
                    .startsWith("403");
            assertThat(version.ask("PUT", "/cors", "origin: https://shop.test"))
                    .as("whatever a preflight said")
                    .startsWith("405");
            assertThat(server.requests).isEmpty();
        }
    }

    @Test
    void aNetworkThatIsRefusedIsRefused() throws Exception {
        for (Version version : versions()) {
            assertThat(version.ask("GET", "/net", "x-forwarded-for: 192.0.2.1")).startsWith("403");
        }
        assertThat(server.requests).isEmpty();
    }
}
