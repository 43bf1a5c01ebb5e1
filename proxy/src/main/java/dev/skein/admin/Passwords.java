package dev.skein.admin;

import at.favre.lib.crypto.bcrypt.BCrypt;
import dev.skein.model.Ticker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Compares passwords with their bcrypt hashes, off the loop. What was right is remembered for a minute, as a keyed digest
 * and not as it is, so that a page that asks every second costs one comparison a minute. Confined to the admin loop.
 */
final class Passwords {
    private static final long REMEMBERED = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST_REMEMBERED = 256;
    private static final int MOST_WAITING = 16;
    /** bcrypt looks at no more. */
    private static final int MOST_BYTES = 72;

    private final Vertx vertx;
    private final Ticker ticker;
    private final Mac mac;
    private final Map<ByteBuffer, Long> right = new LinkedHashMap<>();
    private final Map<ByteBuffer, Future<Boolean>> underWay = new HashMap<>();

    Passwords(Vertx vertx, Ticker ticker) {
        this.vertx = vertx;
        this.ticker = ticker;
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 (expected: of every JDK)", e);
        }
    }

    /** What a password and its hash are remembered as. */
    ByteBuffer digest(String password, String hash) {
        mac.update(hash.getBytes(StandardCharsets.UTF_8));
        mac.update((byte) 0);
        return ByteBuffer.wrap(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
    }

    boolean known(ByteBuffer digest) {
        Long since = right.get(digest);
        return since != null && ticker.nanos() - since < REMEMBERED;
    }

    /**
     * Whether the password is right.
     *
     * @param digest of password and hash, by {@link #digest}
     */
    Future<Boolean> check(ByteBuffer digest, String password, String hash) {
        Future<Boolean> same = underWay.get(digest);
        if (same != null) {
            return same;
        }
        if (underWay.size() >= MOST_WAITING) {
            return Future.failedFuture(Refusal.retryAfter(429, 1, "sign-in: too many at once"));
        }
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        Future<Boolean> checked = vertx.executeBlocking(
                        () -> bytes.length <= MOST_BYTES
                                && BCrypt.verifyer().verify(bytes, hash.getBytes(StandardCharsets.UTF_8)).verified,
                        false)
                .map(Boolean.TRUE::equals);
        underWay.put(digest, checked);
        return checked.onComplete(result -> {
            underWay.remove(digest);
            if (result.succeeded() && result.result()) {
                remember(digest);
            }
        });
    }

    private void remember(ByteBuffer digest) {
        right.remove(digest);
        right.put(digest, ticker.nanos());
        if (right.size() > MOST_REMEMBERED) {
            right.remove(right.keySet().iterator().next());
        }
    }
}
