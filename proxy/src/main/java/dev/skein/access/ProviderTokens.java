package dev.skein.access;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

/** A code for tokens, and whether these are good. For any thread; blocks. */
final class ProviderTokens {
    private final Provider.Rules rules;
    private final ProviderCalls calls;
    private final KeySet keys;

    ProviderTokens(Provider.Rules rules, ProviderCalls calls, KeySet keys) {
        this.rules = rules;
        this.calls = calls;
        this.keys = keys;
    }

    Person person(ProviderMetadata metadata, Provider.Attempt attempt, String code) throws ProviderException {
        Map<String, Object> tokens = tokens(metadata, attempt, code);
        if (!(tokens.get("id_token") instanceof String token)) {
            throw ProviderException.refused("no ID token came for the code");
        }
        Map<String, Object> claims = new HashMap<>(verified(token, attempt.nonce()));
        boolean lacks = rules.wanted().stream().anyMatch(claim -> Claims.find(claims, claim) == null);
        if (lacks && metadata.people() != null && tokens.get("access_token") instanceof String access) {
            more(metadata.people(), access, claims);
        }
        return new Person(claims, token);
    }

    private Map<String, Object> tokens(ProviderMetadata metadata, Provider.Attempt attempt, String code)
            throws ProviderException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", attempt.redirect());
        form.put("code_verifier", attempt.verifier());
        String basic = null;
        if (!rules.secret().isEmpty() && metadata.basic()) {
            String both = ProviderCalls.encoded(rules.clientId()) + ":" + ProviderCalls.encoded(rules.secret());
            basic = Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.US_ASCII));
        } else {
            form.put("client_id", rules.clientId());
            if (!rules.secret().isEmpty()) {
                form.put("client_secret", rules.secret());
            }
        }
        return calls.post(metadata.token(), form, basic);
    }

    /** The claims of a token that is the provider's, for us, of now, and of this attempt (Core 1.0 §3.1.3.7). */
    private Map<String, Object> verified(String token, String nonce) throws ProviderException {
        try {
            JwtClaims claims = consumer().processToClaims(token);
            Object party = claims.getClaimValue("azp");
            if (party == null ? claims.getAudience().size() > 1 : !party.equals(rules.clientId())) {
                throw ProviderException.refused(
                        "the token is of " + party + "'s (azp; expected: " + rules.clientId() + ")");
            }
            if (!(claims.getClaimValue("nonce") instanceof String said) || !same(said, nonce)) {
                throw ProviderException.refused("the token is of another sign-in (nonce)");
            }
            return claims.getClaimsMap();
        } catch (InvalidJwtException e) {
            KeySet.Unavailable none = KeySet.Unavailable.in(e);
            throw none == null
                    ? ProviderException.refused("token: " + Tokens.reason(e))
                    : ProviderException.away(none.text());
        } catch (MalformedClaimException e) {
            throw ProviderException.refused("token: a claim is malformed");
        }
    }

    private JwtConsumer consumer() {
        return new JwtConsumerBuilder()
                .setVerificationKeyResolver(keys)
                .setJwsAlgorithmConstraints(
                        ConstraintType.PERMIT, rules.algorithms().toArray(String[]::new))
                .setAllowedClockSkewInSeconds(rules.leewaySeconds())
                .setRequireExpirationTime()
                .setRequireIssuedAt()
                .setRequireSubject()
                .setExpectedIssuer(rules.issuer())
                .setExpectedAudience(rules.clientId())
                .build();
    }

    private static boolean same(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    /** Some providers tell groups only here (Core 1.0 §5.3). What the token has counts. */
    private void more(URI people, String access, Map<String, Object> claims) throws ProviderException {
        Map<String, Object> told = calls.get(people, access);
        if (!String.valueOf(claims.get("sub")).equals(told.get("sub"))) {
            throw ProviderException.refused("what it tells is of somebody else (sub)");
        }
        told.forEach(claims::putIfAbsent);
    }
}
