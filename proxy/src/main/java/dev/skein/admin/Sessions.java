package dev.skein.admin;

import dev.skein.config.AdminSettings.User;
import dev.skein.config.OidcSettings;
import dev.skein.model.Ticker;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who has signed in on the page. Only the hash of what a browser holds is kept, in memory: a session ends with the node, an
 * hour after its last request, twelve hours after its first, and when its holder is nobody any more: when a user's password
 * changes, say. Bounded: the one that was used longest ago is forgotten first. Confined to the admin loop.
 */
final class Sessions {
    static final long LONGEST = TimeUnit.HOURS.toNanos(12);
    private static final long IDLE = TimeUnit.HOURS.toNanos(1);
    private static final int MOST = 1000;
    private static final int TOKEN_BYTES = 32;

    private final Ticker ticker;
    private final SecureRandom random = new SecureRandom();
    private final Map<ByteBuffer, Session> byHash = new LinkedHashMap<>(16, 0.75f, true);

    private record Session(Holder holder, long began, long used) {}

    /** Whose a session is. */
    sealed interface Holder {
        /** Of the settings. */
        record Own(String user, String passwordHash) implements Holder {
            static Own of(User user) {
                return new Own(user.name(), user.passwordHash().value());
            }
        }

        /**
         * Of an identity provider. What members of the groups may is looked up each time.
         *
         * @param asked how the groups were asked for; with other settings they mean something else
         * @param token ends the session with the provider; empty: too long for that
         */
        record Foreign(Asked asked, String name, List<String> groups, String token) implements Holder {
            /** What decides about who somebody is, and of which groups. */
            record Asked(URI issuer, String clientId, String userClaim, String groupsClaim) {
                static Asked of(OidcSettings settings) {
                    return new Asked(
                            settings.issuer(), settings.clientId(), settings.userClaim(), settings.groupsClaim());
                }
            }
        }
    }

    Sessions(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Begins one; what the browser is to send from now on. */
    String begin(Holder holder) {
        byte[] token = new byte[TOKEN_BYTES];
        random.nextBytes(token);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(token);
        long now = ticker.nanos();
        byHash.put(hash(text), new Session(holder, now, now));
        if (byHash.size() > MOST) {
            byHash.remove(byHash.keySet().iterator().next());
        }
        return text;
    }

    /**
     * Who has that session, if there is one.
     *
     * @param known null for a holder who is nobody any more, which ends the session
     */
    <T> @Nullable T find(String token, Function<Holder, @Nullable T> known) {
        ByteBuffer hash = hash(token);
        Session session = byHash.get(hash);
        if (session == null) {
            return null;
        }
        long now = ticker.nanos();
        boolean over = now - session.began >= LONGEST || now - session.used >= IDLE;
        T found = over ? null : known.apply(session.holder);
        if (found == null) {
            byHash.remove(hash);
        } else {
            byHash.put(hash, new Session(session.holder, session.began, now));
        }
        return found;
    }

    /** Whose it was; null: nobody's. */
    @Nullable
    Holder end(String token) {
        Session session = byHash.remove(hash(token));
        return session == null ? null : session.holder;
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
