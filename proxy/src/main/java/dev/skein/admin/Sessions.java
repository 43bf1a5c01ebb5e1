package dev.skein.admin;

import dev.skein.config.AdminSettings.User;
import dev.skein.model.Ticker;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Who has signed in on the page. Only the hash of what a browser holds is kept, in memory: a session ends with the node, an
 * hour after its last request, twelve hours after its first, and when its user's password changes. Bounded: the one that
 * was used longest ago is forgotten first. Confined to the admin loop.
 */
final class Sessions {
    static final long LONGEST = TimeUnit.HOURS.toNanos(12);
    private static final long IDLE = TimeUnit.HOURS.toNanos(1);
    private static final int MOST = 1000;
    private static final int TOKEN_BYTES = 32;

    private final Ticker ticker;
    private final SecureRandom random = new SecureRandom();
    private final Map<ByteBuffer, Session> byHash = new LinkedHashMap<>(16, 0.75f, true);

    private record Session(String user, String passwordHash, long began, long used) {}

    Sessions(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Begins one; what the browser is to send from now on. */
    String begin(User user) {
        byte[] token = new byte[TOKEN_BYTES];
        random.nextBytes(token);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(token);
        long now = ticker.nanos();
        byHash.put(hash(text), new Session(user.name(), user.passwordHash().value(), now, now));
        if (byHash.size() > MOST) {
            byHash.remove(byHash.keySet().iterator().next());
        }
        return text;
    }

    /** Name of the user, if there is such a session, and that user's password is still the one that began it. */
    @Nullable
    String user(String token, Iterable<User> users) {
        ByteBuffer hash = hash(token);
        Session session = byHash.get(hash);
        if (session == null) {
            return null;
        }
        long now = ticker.nanos();
        boolean over = now - session.began >= LONGEST || now - session.used >= IDLE;
        if (over || !known(session, users)) {
            byHash.remove(hash);
            return null;
        }
        byHash.put(hash, new Session(session.user, session.passwordHash, session.began, now));
        return session.user;
    }

    private static boolean known(Session session, Iterable<User> users) {
        for (User user : users) {
            if (user.name().equals(session.user)) {
                return user.passwordHash().value().equals(session.passwordHash);
            }
        }
        return false;
    }

    void end(String token) {
        byHash.remove(hash(token));
    }

    static ByteBuffer hash(String token) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return ByteBuffer.wrap(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 (expected: of every JDK)", e);
        }
    }
}
