package dev.skein.access;

import java.io.IOException;
import java.net.URI;
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
    /** Tokens may name any key: the issuer must not pay for that. */
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(10);
    /** Nor for all who come while it is away. */
    private static final long BRIEFLY = TimeUnit.SECONDS.toNanos(1);
    /** Tokens that wait for keys they name; those whose key is there must not wait behind them. */
    private static final int MOST_WAITING = 64;
    /** Of what a token names. */
    private static final int MOST_SHOWN = 64;

    private final URI source;
    private final long refreshNanos;
    private final LongSupplier nanos;
    private final ReentrantLock fetching = new ReentrantLock();
    private final Fetcher fetcher;
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

        /** Whether that is what is behind a failure; null: something else is. */
        static @Nullable Unavailable in(Throwable failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof Unavailable none) {
                    return none;
                }
            }
            return null;
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
    KeySet(URI source, Duration refresh, LongSupplier nanos, Fetcher fetcher) {
        this.source = source;
        this.refreshNanos = refresh.toNanos();
        this.nanos = nanos;
        this.fetcher = fetcher;
    }

    private static @Nullable String shown(@Nullable String kid) {
        return kid == null || kid.length() <= MOST_SHOWN ? kid : kid.substring(0, MOST_SHOWN) + "…";
    }

    @Override
    public Key resolveKey(JsonWebSignature signature, List<JsonWebStructure> nesting) throws UnresolvableKeyException {
        try {
            JsonWebKey key = select(signature, keys(refreshNanos, false));
            if (key == null) {
                key = select(signature, keys(PAUSE, true));
            }
            if (key == null) {
                throw new UnresolvableKeyException("no key for kid " + shown(signature.getKeyIdHeaderValue()));
            }
            return key.getKey();
        } catch (JoseException e) {
            if (e instanceof UnresolvableKeyException unresolvable) {
                throw unresolvable;
            }
            throw new UnresolvableKeyException("no key: " + e.getMessage(), e);
        }
    }

    /** A token that names no key may be signed by any of its kind. */
    private static @Nullable JsonWebKey select(JsonWebSignature signature, Fetched from) throws JoseException {
        VerificationJwkSelector selector = new VerificationJwkSelector();
        List<JsonWebKey> fitting = selector.selectList(signature, from.keys);
        return fitting.size() > 1
                ? selector.selectWithVerifySignatureDisambiguate(signature, fitting)
                : fitting.isEmpty() ? null : fitting.getFirst();
    }

    /**
     * Not older than that, if it can be had.
     *
     * @param lacking a key that was not there before: old ones are of no use
     */
    private Fetched keys(long maxAge, boolean lacking) throws Unavailable {
        Fetched now = fetched;
        if (now != null && nanos.getAsLong() - now.at < maxAge) {
            return now;
        }
        if (now != null && fetching.isLocked()) {
            if (!lacking) {
                return now;
            }
            if (fetching.getQueueLength() >= MOST_WAITING) {
                throw new Unavailable("too many tokens wait for the keys at " + source);
            }
        }
        fetching.lock();
        try {
            now = fetched;
            boolean fresh = now != null && nanos.getAsLong() - now.at < maxAge;
            if (!fresh && !(tried && nanos.getAsLong() - triedAt < (now == null ? BRIEFLY : PAUSE))) {
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
        } finally {
            // From its end on: those who waited for it must not begin it again, one after the other.
            tried = true;
            triedAt = nanos.getAsLong();
        }
    }

    private String text() throws IOException, InterruptedException {
        if ("file".equals(source.getScheme())) {
            return Files.readString(Path.of(source));
        }
        Fetcher.Answer answer = fetcher.get(source);
        if (answer.status() != 200) {
            throw new IOException("status " + answer.status());
        }
        return answer.body();
    }
}
