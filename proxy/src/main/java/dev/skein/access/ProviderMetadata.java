package dev.skein.access;

import dev.skein.model.Loopback;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says of itself (OpenID Connect Discovery 1.0 §3).
 *
 * @param people where it tells more than the token has; null: nowhere
 * @param end where browsers end their session with it (RP-Initiated Logout 1.0); null: nowhere
 * @param basic whether clients say their secret by HTTP Basic; else in the form
 * @param namesIssuer whether each of its answers to browsers names it (RFC 9207)
 */
record ProviderMetadata(
        URI authorization,
        URI token,
        URI keys,
        @Nullable URI people,
        @Nullable URI end,
        boolean basic,
        boolean namesIssuer) {

    /** @throws ProviderException for what is missing, another's, or not encrypted though the issuer is */
    static ProviderMetadata of(Map<String, Object> said, String issuer) throws ProviderException {
        if (!issuer.equals(said.get("issuer"))) {
            throw ProviderException.away("its discovery document is of " + said.get("issuer") + " (expected: " + issuer
                    + ", letter by letter)");
        }
        boolean encrypted = issuer.startsWith("https:");
        List<String> ways = Claims.texts(said, "token_endpoint_auth_methods_supported");
        return new ProviderMetadata(
                required(said, "authorization_endpoint", encrypted),
                required(said, "token_endpoint", encrypted),
                required(said, "jwks_uri", encrypted),
                optional(said, "userinfo_endpoint", encrypted),
                optional(said, "end_session_endpoint", encrypted),
                ways.isEmpty() || ways.contains("client_secret_basic") || !ways.contains("client_secret_post"),
                Boolean.TRUE.equals(said.get("authorization_response_iss_parameter_supported")));
    }

    private static URI required(Map<String, Object> said, String name, boolean encrypted) throws ProviderException {
        URI found = optional(said, name, encrypted);
        if (found == null) {
            throw ProviderException.away("its discovery document has no " + name);
        }
        return found;
    }

    private static @Nullable URI optional(Map<String, Object> said, String name, boolean encrypted)
            throws ProviderException {
        if (!(said.get(name) instanceof String text)) {
            return null;
        }
        try {
            URI found = URI.create(text);
            boolean safe = "https".equals(found.getScheme())
                    || !encrypted && "http".equals(found.getScheme()) && Loopback.is(found.getHost());
            if (found.getHost() != null && safe) {
                return found;
            }
        } catch (IllegalArgumentException ignored) {
            // Told below.
        }
        throw ProviderException.away("its discovery document has " + name + " " + text + " (expected: an https URL, or"
                + " http to a loopback address where the issuer's is one)");
    }
}
