package dev.skein.harness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/**
 * An identity provider of OpenID Connect on a socket of its own, with TLS by an authority of its own. It looks at what a
 * client has to send: secret, redirect URI, PKCE, a code once. {@link #approve} is the person at the browser.
 */
public final class IdentityProvider implements AutoCloseable {
    public static final String SECRET = "a secret : of skein";

    /** PEM file of who signed its certificate. */
    public final Path authority;
    /** Changes the claims of tokens from now on. */
    public volatile Consumer<JwtClaims> claims = same -> {};
    /** What the token endpoint was sent. */
    public final List<Map<String, String>> redeemed = new CopyOnWriteArrayList<>();
    /** What it says at the userinfo endpoint. */
    public volatile JsonObject more = new JsonObject().put("sub", "u-1");

    /** Signs tokens. */
    public volatile RsaJsonWebKey key = PUBLISHED;

    private static final RsaJsonWebKey PUBLISHED = made();

    private final HttpsServer server;
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();

    /** @param directory gets the authority's file */
    public IdentityProvider(Path directory) throws Exception {
        X509Bundle ca = new CertificateBuilder()
                .subject("CN=authority of the provider")
                .notAfter(Instant.now().plus(Duration.ofDays(2)))
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        X509Bundle own = new CertificateBuilder()
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .notAfter(Instant.now().plus(Duration.ofDays(2)))
                .buildIssuedBy(ca);
        authority = Files.writeString(directory.resolve("provider-ca.pem"), ca.getCertificatePEM());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(own.toKeyManagerFactory().getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext("/.well-known/openid-configuration", exchange -> answer(exchange, 200, described()));
        server.createContext(
                "/keys",
                exchange -> answer(
                        exchange,
                        200,
                        new JsonObject(new JsonWebKeySet(PUBLISHED).toJson(OutputControlLevel.PUBLIC_ONLY))));
        server.createContext("/token", this::token);
        server.createContext("/people", exchange -> answer(exchange, 200, more));
        server.start();
    }

    private static RsaJsonWebKey made() {
        try {
            RsaJsonWebKey made = RsaJwkGenerator.generateJwk(2048);
            made.setKeyId("one");
            return made;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    public String issuer() {
        return "https://localhost:" + server.getAddress().getPort();
    }

    /** The lines of a node's admin listener that has it. */
    public String lines(String more) {
        return """
            skein.admin.oidc {
              issuer = "%s", client-id = skein, client-secret = "%s", name = Example, ca = "%s"
              groups { admins = admin, "/shop team" { role = operator, pools = [ shop ] }, lookers = viewer }
              %s
            }
            """.formatted(issuer(), SECRET, authority, more);
    }

    private JsonObject described() {
        return new JsonObject()
                .put("issuer", issuer())
                .put("authorization_endpoint", issuer() + "/authorize?tenant=1")
                .put("token_endpoint", issuer() + "/token")
                .put("jwks_uri", issuer() + "/keys")
                .put("userinfo_endpoint", issuer() + "/people")
                .put("end_session_endpoint", issuer() + "/end")
                .put("token_endpoint_auth_methods_supported", new JsonArray().add("client_secret_basic"));
    }

    /** Somebody signs in there: the query with which the browser comes back. */
    public String approve(URI authorize) {
        Map<String, String> asked = form(authorize.getRawQuery());
        String code = "code-" + codes.size();
        codes.put(code, asked);
        return "code=" + code + "&state=" + encoded(String.valueOf(asked.get("state"))) + "&iss=" + encoded(issuer());
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> sent = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        redeemed.add(sent);
        String basic = encoded("skein") + ":" + encoded(SECRET);
        String expected = "Basic " + Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8));
        Map<String, String> asked = codes.remove(String.valueOf(sent.get("code")));
        if (!expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, 401, new JsonObject().put("error", "invalid_client"));
        } else if (asked == null
                || !String.valueOf(asked.get("redirect_uri")).equals(sent.get("redirect_uri"))
                || !challenge(String.valueOf(sent.get("code_verifier"))).equals(asked.get("code_challenge"))) {
            answer(exchange, 400, new JsonObject().put("error", "invalid_grant"));
        } else {
            answer(
                    exchange,
                    200,
                    new JsonObject()
                            .put("access_token", "access")
                            .put("token_type", "Bearer")
                            .put("id_token", signed(String.valueOf(asked.get("nonce")))));
        }
    }

    private String signed(String nonce) {
        JwtClaims all = new JwtClaims();
        all.setIssuer(issuer());
        all.setAudience("skein");
        all.setSubject("u-1");
        all.setIssuedAtToNow();
        all.setExpirationTimeMinutesInTheFuture(5);
        all.setStringClaim("nonce", nonce);
        all.setStringClaim("preferred_username", "alice");
        all.setStringListClaim("groups", "staff", "admins");
        claims.accept(all);
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(all.toJson());
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue("one");
        signature.setAlgorithmHeaderValue("RS256");
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Names and values of a query or a form. */
    public static Map<String, String> form(String text) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String pair : text.split("&", -1)) {
            String[] both = pair.split("=", 2);
            all.put(both[0], both.length < 2 ? "" : URLDecoder.decode(both[1], StandardCharsets.UTF_8));
        }
        return all;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static void answer(HttpExchange exchange, int status, JsonObject body) throws IOException {
        byte[] bytes = body.toBuffer().getBytes();
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
