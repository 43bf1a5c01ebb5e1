package dev.skein.browser;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A provider of OpenID Connect with one person, bob, who agrees to everything at once; on {@code localhost}, which is another
 * site than the node's address. Whether its clients say the right things is another test's business.
 */
final class IdentityProvider implements AutoCloseable {
    private final HttpServer server;
    private final KeyPair keys;
    private volatile String nonce = "";
    /** How often somebody has left. */
    final AtomicInteger left = new AtomicInteger();

    IdentityProvider() throws IOException, GeneralSecurityException {
        keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Lines of the node's configuration. */
    String lines() {
        return """
            skein.admin.oidc { issuer = "%s", client-id = skein, name = Example, user-claim = sub, groups { shop = operator } }
            """.formatted(issuer());
    }

    private String issuer() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String query = String.valueOf(exchange.getRequestURI().getRawQuery());
        switch (exchange.getRequestURI().getPath()) {
            case "/authorize" -> {
                nonce = parameter(query, "nonce");
                send(exchange, parameter(query, "redirect_uri") + "?code=1&state=" + parameter(query, "state"));
            }
            case "/end" -> {
                left.incrementAndGet();
                send(exchange, parameter(query, "post_logout_redirect_uri"));
            }
            case "/token" -> json(exchange, "{\"id_token\":\"" + token() + "\"}");
            case "/keys" -> json(exchange, published());
            default -> json(exchange, """
                {"issuer":"%1$s","authorization_endpoint":"%1$s/authorize","token_endpoint":"%1$s/token","jwks_uri":"%1$s/keys",
                 "end_session_endpoint":"%1$s/end"}\
                """.formatted(issuer()));
        }
    }

    private String token() {
        long now = Instant.now().getEpochSecond();
        String claims = """
            {"iss":"%s","aud":"skein","sub":"bob","groups":"shop","iat":%d,"exp":%d,"nonce":"%s"}\
            """.formatted(issuer(), now, now + 60, nonce);
        String signed = base64("{\"alg\":\"RS256\",\"kid\":\"k\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + base64(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String published() {
        byte[] modulus = ((RSAPublicKey) keys.getPublic()).getModulus().toByteArray();
        byte[] unsigned = new byte[modulus.length - 1];
        System.arraycopy(modulus, 1, unsigned, 0, unsigned.length);
        return "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"k\",\"e\":\"AQAB\",\"n\":\"" + base64(unsigned) + "\"}]}";
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String parameter(String query, String name) {
        Matcher found = Pattern.compile("(?:^|&)" + name + "=([^&]*)").matcher(query);
        return found.find() ? URLDecoder.decode(found.group(1), StandardCharsets.UTF_8) : "";
    }

    private static void send(HttpExchange exchange, String where) throws IOException {
        exchange.getResponseHeaders().set("Location", where);
        exchange.sendResponseHeaders(303, -1);
        exchange.close();
    }

    private static void json(HttpExchange exchange, String text) throws IOException {
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
