package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.Site.Wish;
import dev.skein.harness.Response;
import dev.skein.harness.ScriptedServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes for holders of signed tokens. */
class RouteTokensIT {
    @TempDir
    Path directory;

    private PublicJsonWebKey rsa;
    private PublicJsonWebKey ec;
    private PublicJsonWebKey ed;

    @BeforeEach
    void makeKeys() throws Exception {
        rsa = named(RsaJwkGenerator.generateJwk(2048), "r");
        ec = named(EcJwkGenerator.generateJwk(EllipticCurves.P256), "e");
        ed = named(OkpJwkGenerator.generateJwk("Ed25519"), "d");
    }

    private static PublicJsonWebKey named(PublicJsonWebKey key, String id) {
        key.setKeyId(id);
        return key;
    }

    private static String set(JsonWebKey... keys) {
        return new JsonWebKeySet(keys).toJson(OutputControlLevel.PUBLIC_ONLY);
    }

    private static JwtClaims claims() {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer("https://issuer.test");
        claims.setAudience("shop", "more");
        claims.setSubject("ann");
        claims.setExpirationTimeMinutesInTheFuture(5);
        claims.setClaim("realm", Map.of("roles", List.of("reader", "writer")));
        claims.setClaim("bad", "a\r\nX-Evil: 1");
        return claims;
    }

    private static String token(PublicJsonWebKey key, String algorithm, JwtClaims claims) throws Exception {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setAlgorithmHeaderValue(algorithm);
        return signature.getCompactSerialization();
    }

    private static Response ask(Site site, @Nullable String token, String... fields) throws Exception {
        String bearer = token == null ? "" : "Authorization: Bearer " + token + "\r\n";
        String more = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        return site.ask("GET / HTTP/1.1\r\nHost: a.test\r\n" + bearer + more + "\r\n");
    }

    private Wish wish(String more) throws Exception {
        Path file = directory.resolve("keys.json");
        Files.writeString(file, set(rsa, ec, ed));
        return Wish.route("access.jwt { jwks-file = \"" + file + "\", issuers = [ \"https://issuer.test\" ]\n"
                + "audiences = [ shop ]\n" + more + " }");
    }

    @Test
    void signaturesOfThreeKindsLetInAndClaimsBecomeFields() throws Exception {
        String headers = "headers { X-User = sub, X-Roles = realm.roles, X-Bad = bad }, hide = true";
        try (var server = ScriptedServer.answering("ok");
                var site = Site.of(directory, wish(headers), server)) {
            for (String token : List.of(
                    token(rsa, "RS256", claims()), token(rsa, "PS384", claims()),
                    token(ec, "ES256", claims()), token(ed, "EdDSA", claims()))) {
                assertThat(ask(site, token, "X-User: root", "x-roles: all", "X-Bad: 1")
                                .status())
                        .isEqualTo(200);
                assertThat(server.request())
                        .contains("\r\nX-User: ann\r\n", "\r\nX-Roles: reader,writer\r\n")
                        .doesNotContain("root", "all\r\n", "Bad", "Evil", "uthorization");
            }
            Response none = ask(site, null);
            assertThat(none.status()).isEqualTo(401);
            assertThat(none.field("WWW-Authenticate")).isEqualTo("Bearer");
        }
    }

    private static String unsigned(String header, JwtClaims claims) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        return base64.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "."
                + base64.encodeToString(claims.toJson().getBytes(StandardCharsets.UTF_8)) + ".";
    }

    private String signedWithThePublicKey() throws Exception {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims().toJson());
        signature.setKey(new HmacKey(Objects.requireNonNull(rsa.getPublicKey()).getEncoded()));
        signature.setKeyIdHeaderValue("r");
        signature.setAlgorithmHeaderValue("HS256");
        return signature.getCompactSerialization();
    }

    private List<String> badTokens() throws Exception {
        JwtClaims expired = claims();
        expired.setExpirationTime(NumericDate.fromSeconds(NumericDate.now().getValue() - 31));
        JwtClaims early = claims();
        early.setNotBeforeMinutesInThePast(-2);
        JwtClaims endless = claims();
        endless.unsetClaim("exp");
        JwtClaims foreign = claims();
        foreign.setIssuer("https://evil.test");
        JwtClaims elsewhere = claims();
        elsewhere.setAudience("bank");
        PublicJsonWebKey other = named(RsaJwkGenerator.generateJwk(2048), "r");
        String good = token(rsa, "RS256", claims());
        return List.of(
                token(rsa, "RS256", expired),
                token(rsa, "RS256", early),
                token(rsa, "RS256", endless),
                token(rsa, "RS256", foreign),
                token(rsa, "RS256", elsewhere),
                token(other, "RS256", claims()),
                token(ec, "ES256", claims()),
                token(named(other, "gone"), "RS256", claims()),
                signedWithThePublicKey(),
                unsigned("{\"alg\":\"none\"}", claims()),
                good.substring(0, good.length() - 4) + "AAAA",
                "a.b.c",
                "a.b.c.d.e",
                "nonsense");
    }

    @Test
    void allOthersDoNot() throws Exception {
        try (var server = ScriptedServer.answering("ok");
                var site = Site.of(directory, wish("algorithms = [ RS256 ], cache = off"), server)) {
            for (String bad : badTokens()) {
                Response refused = ask(site, bad);
                assertThat(refused.status()).as(bad).isEqualTo(401);
                assertThat(refused.field("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
            }
            assertThat(server.requests).isEmpty();
            JwtClaims within = claims();
            within.setExpirationTime(NumericDate.fromSeconds(NumericDate.now().getValue() - 10));
            assertThat(ask(site, token(rsa, "RS256", within)).status())
                    .as("within the leeway")
                    .isEqualTo(200);
        }
    }

    @Test
    void aTokenInACookie() throws Exception {
        try (var server = ScriptedServer.answering("ok");
                var site = Site.of(directory, wish("cookie = session"), server)) {
            String token = token(ec, "ES256", claims());
            assertThat(ask(site, null, "Cookie: a=b; session=" + token).status())
                    .isEqualTo(200);
            assertThat(ask(site, token).status()).isEqualTo(401);
        }
    }

    @Test
    void keysAreFetchedWhenNeededAndAgainForOnesThatAreNew() throws Exception {
        AtomicReference<String> answer = new AtomicReference<>("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n");
        try (var server = ScriptedServer.answering("ok");
                var issuer = ScriptedServer.of(peer -> {
                    while (!peer.request().isEmpty()) {
                        peer.send(answer.get());
                    }
                });
                var site = Site.of(
                        directory,
                        Wish.route("access.jwt { jwks-url = \"http://127.0.0.1:" + issuer.port() + "/keys\" }"),
                        server)) {
            String token = token(rsa, "RS256", claims());
            assertThat(issuer.requests).isEmpty();
            assertThat(ask(site, token).status()).as("no keys at all").isEqualTo(503);
            answer.set(ScriptedServer.ok(set(rsa)));
            // One that is away is not asked at once again.
            Awaitility.await()
                    .untilAsserted(() -> assertThat(ask(site, token).status()).isEqualTo(200));
            assertThat(ask(site, token).status()).isEqualTo(200);
            int fetched = issuer.requests.size();
            assertThat(issuer.request()).startsWith("GET /keys HTTP/1.1\r\n");
            // The issuer is not asked for each name that somebody thinks of.
            for (int i = 0; i < 5; i++) {
                assertThat(ask(site, token(named(ec, "unknown" + i), "ES256", claims()))
                                .status())
                        .isEqualTo(401);
            }
            assertThat(issuer.requests).hasSizeLessThanOrEqualTo(fetched + 1);
        }
    }

    @Test
    void limitsCountByClaim() throws Exception {
        Wish wish = wish("");
        Wish limited = Wish.route(
                wish.route() + "\nrate-limits = [ { name = tenants, by = \"claim tenant\", rate = 1/h, burst = 2 } ]");
        try (var server = ScriptedServer.answering("ok");
                var site = Site.of(directory, limited, server)) {
            JwtClaims one = claims();
            one.setClaim("tenant", "one");
            JwtClaims two = claims();
            two.setClaim("tenant", "two");
            assertThat(ask(site, token(ed, "EdDSA", one)).status()).isEqualTo(200);
            assertThat(ask(site, token(ec, "ES256", one)).status()).isEqualTo(200);
            assertThat(ask(site, token(rsa, "RS256", one)).status()).isEqualTo(429);
            assertThat(ask(site, token(ed, "EdDSA", two)).status()).isEqualTo(200);
        }
    }
}
