package dev.skein.access;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.VerificationJwkSelector;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The issuer's public keys (JWKS, RFC 7517), from a file or an HTTP server: fetched when first needed, and again after a
 * while or when a token names one that is not there. Where that fails, the old ones stay good. For any thread; blocks.
 */
final class KeySet implements VerificationKeyResolver {
    private static final Logger LOG = LoggerFactory.getLogger(KeySet.class);
    private static final int MOST_BYTES = 1 << 20;
    /** Tokens may name any key: the issuer must not pay for that. */
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(10);

    private final URI source;
    private final long refreshNanos;
    private final Duration timeout;
    private final LongSupplier nanos;
    private final ReentrantLock fetching = new ReentrantLock();
    private final @Nullable HttpClient client;
    private volatile @Nullable Fetched fetched;
    private long triedAt;
    private boolean tried;

    private record Fetched(List<JsonWebKey> keys, long at) {}

    /** No key set has ever been there: nothing can be said of any token. */
    static final class Unavailable extends UnresolvableKeyException {
        private static final long serialVersionUID = 1;

        private final String text;

        Unavailable(String text) {
            super(text);
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /**
     * Fetches nothing yet.
     *
     * @param source http, https or file
     * @param nanos the clock
     */
    KeySet(URI source, Duration refresh, Duration timeout, LongSupplier nanos) {
        this.source = source;
        this.refreshNanos = refresh.toNanos();
        this.timeout = timeout;
        this.nanos = nanos;
        this.client = "file".equals(source.getScheme())
                ? null
                : HttpClient.newBuilder().connectTimeout(timeout).build();
    }

    @Override
    public Key resolveKey(JsonWebSignature signature, List<JsonWebStructure> nesting) throws UnresolvableKeyException {
        try {
            Fetched now = keys(refreshNanos);
            JsonWebKey key = new VerificationJwkSelector().select(signature, now.keys);
            if (key == null) {
                key = new VerificationJwkSelector().select(signature, keys(PAUSE).keys);
            }
            if (key == null) {
                throw new UnresolvableKeyException("no key for kid " + signature.getKeyIdHeaderValue());
            }
            return key.getKey();
        } catch (JoseException e) {
            if (e instanceof UnresolvableKeyException unresolvable) {
                throw unresolvable;
            }
            throw new UnresolvableKeyException("no key: " + e.getMessage(), e);
        }
    }

    /** Not older than that, if it can be had. */
    private Fetched keys(long maxAge) throws Unavailable {
        Fetched now = fetched;
        if (now != null && nanos.getAsLong() - now.at < maxAge) {
            return now;
        }
        fetching.lock();
        try {
            now = fetched;
            boolean fresh = now != null && nanos.getAsLong() - now.at < maxAge;
            if (!fresh && !(tried && now != null && nanos.getAsLong() - triedAt < PAUSE)) {
                now = fetch(now);
            }
        } finally {
            fetching.unlock();
        }
        if (now == null) {
            throw new Unavailable("the keys at " + source + " can't be fetched");
        }
        return now;
    }

    private @Nullable Fetched fetch(@Nullable Fetched old) {
        tried = true;
        triedAt = nanos.getAsLong();
        try {
            Fetched now = new Fetched(List.copyOf(new JsonWebKeySet(text()).getJsonWebKeys()), nanos.getAsLong());
            fetched = now;
            return now;
        } catch (IOException | JoseException e) {
            LOG.warn("keys at {}: {}{}", source, e.getMessage(), old == null ? "" : "; the old ones stay in force");
            return old;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return old;
        }
    }

    private String text() throws IOException, InterruptedException {
        if (client == null) {
            return Files.readString(Path.of(source));
        }
        HttpRequest request = HttpRequest.newBuilder(source)
                .timeout(timeout)
                .header("Accept", "application/json")
                .build();
        HttpResponse<String> response =
                client.send(request, BodyHandlers.limiting(BodyHandlers.ofString(), MOST_BYTES));
        if (response.statusCode() != 200) {
            throw new IOException("status " + response.statusCode());
        }
        return response.body();
    }
}
