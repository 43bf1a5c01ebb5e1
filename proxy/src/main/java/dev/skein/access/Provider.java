package dev.skein.access;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An identity provider as who relies on it sees it: OpenID Connect Core 1.0's authorization code flow with PKCE (RFC 7636,
 * S256), and the provider's own description of itself. For any thread; blocks, for as long as its rules allow for each of
 * at most four questions.
 */
public final class Provider {
    private static final long REFRESH = TimeUnit.HOURS.toNanos(1);
    /** Whoever clicks must not have a dead provider asked without end. */
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(2);

    private final Rules rules;
    private final LongSupplier nanos;
    private final Fetcher fetcher;
    private final ProviderCalls calls;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile @Nullable Known known;
    private @Nullable Failed failed;

    private record Known(ProviderMetadata metadata, KeySet keys, long at) {}

    private record Failed(ProviderException why, long at) {}

    /**
     * Who is asked, and as whom.
     *
     * @param issuer as tokens have it
     * @param secret empty: a public client, by PKCE alone
     * @param wanted claims that are asked for elsewhere where the token has them not
     * @param algorithms of signatures that are taken
     * @param timeout of each question
     * @param leewaySeconds by which clocks may differ
     * @param authorities PEM file of who signs the provider's certificate; null: the JDK's
     */
    public record Rules(
            String issuer,
            String clientId,
            String secret,
            List<String> scopes,
            List<String> wanted,
            List<String> algorithms,
            Duration timeout,
            int leewaySeconds,
            @Nullable Path authorities) {
        @Override
        public String toString() {
            return issuer;
        }
    }

    /**
     * One sign-in under way; all of it is the browser's and ours alone.
     *
     * @param state ties the answer to the browser that asked
     * @param nonce ties the token to it
     * @param verifier ties the code to it
     * @param redirect where the provider sends the browser back to
     */
    public record Attempt(String state, String nonce, String verifier, String redirect) {
        @Override
        public String toString() {
            return redirect;
        }
    }

    /** Connects to nobody yet. */
    public Provider(Rules rules, LongSupplier nanos) {
        this.rules = rules;
        this.nanos = nanos;
        this.fetcher = new Fetcher(rules.timeout, rules.authorities);
        this.calls = new ProviderCalls(fetcher);
    }

    /** Where a browser asks for a code. */
    public URI authorize(Attempt attempt) throws ProviderException {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", rules.clientId);
        query.put("redirect_uri", attempt.redirect);
        query.put("scope", String.join(" ", rules.scopes));
        query.put("state", attempt.state);
        query.put("nonce", attempt.nonce);
        query.put("code_challenge", challenge(attempt.verifier));
        query.put("code_challenge_method", "S256");
        return ProviderCalls.with(known().metadata.authorization(), query);
    }

    private static String challenge(String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 (expected: of every JDK)", e);
        }
    }

    /**
     * Who the code is of.
     *
     * @param issuer as the answer named it (RFC 9207); null: it did not
     */
    public Person redeem(Attempt attempt, String code, @Nullable String issuer) throws ProviderException {
        Known now = known();
        if (issuer == null ? now.metadata.namesIssuer() : !issuer.equals(rules.issuer)) {
            throw ProviderException.refused("the answer is of " + issuer + " (expected: " + rules.issuer + ")");
        }
        return new ProviderTokens(rules, calls, now.keys).person(now.metadata, attempt, code);
    }

    /** Where a browser ends its session with the provider; null where that is not known, or not possible. */
    public @Nullable URI end(String token, String after) {
        Known now = known;
        URI end = now == null ? null : now.metadata.end();
        if (end == null) {
            return null;
        }
        Map<String, String> query = new LinkedHashMap<>();
        query.put("client_id", rules.clientId);
        query.put("post_logout_redirect_uri", after);
        if (!token.isEmpty()) {
            query.put("id_token_hint", token);
        }
        return ProviderCalls.with(end, query);
    }

    private Known known() throws ProviderException {
        Known now = known;
        if (now != null && nanos.getAsLong() - now.at < REFRESH) {
            return now;
        }
        asking.lock();
        try {
            now = known;
            if (now != null && nanos.getAsLong() - now.at < REFRESH) {
                return now;
            }
            if (failed != null && nanos.getAsLong() - failed.at < PAUSE) {
                throw failed.why;
            }
            now = discovered(now);
            known = now;
            return now;
        } catch (ProviderException e) {
            // The pause after a failure begins with it, and is not prolonged by those who ask meanwhile.
            if (failed == null || e != failed.why) {
                failed = new Failed(e, nanos.getAsLong());
            }
            if (now == null) {
                throw e;
            }
            return now;
        } finally {
            asking.unlock();
        }
    }

    private Known discovered(@Nullable Known before) throws ProviderException {
        String base = rules.issuer.endsWith("/") ? rules.issuer.substring(0, rules.issuer.length() - 1) : rules.issuer;
        URI from = URI.create(base + "/.well-known/openid-configuration");
        ProviderMetadata metadata = ProviderMetadata.of(calls.get(from, null), rules.issuer);
        KeySet keys = before != null && before.metadata.keys().equals(metadata.keys())
                ? before.keys
                : new KeySet(metadata.keys(), Duration.ofNanos(REFRESH), nanos, fetcher);
        return new Known(metadata, keys, nanos.getAsLong());
    }
}
