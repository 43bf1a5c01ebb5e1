package dev.skein.balance;

import dev.skein.model.Ascii;
import dev.skein.model.ServerKey;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/**
 * The cookie that binds a session to a server. Its value is a 128-bit keyed hash ({@link SipHash}) of pool and server,
 * base64url, 22 characters: the same on every node that has the key, impossible to make or to read without it, and no use
 * in another pool. It is recognised by comparison with the tokens of the pool's servers, so nothing is computed per
 * request. New cookies come from the first key, all keys are recognised; a cookie of an older key is replaced. Immutable.
 */
public final class SessionCookie {
    private final byte[] name;
    private final String text;
    private final Attributes attributes;
    private final List<Key> keys;

    /**
     * @param name name of the cookie, an RFC 9110 token
     * @param keys newest first, at least one
     */
    public SessionCookie(String name, Attributes attributes, List<Key> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("keys: none (expected: at least one)");
        }
        this.name = Ascii.bytes(name);
        this.text = name;
        this.attributes = attributes;
        this.keys = List.copyOf(keys);
    }

    /** When a browser sends a cookie along with requests that other sites cause (RFC 6265bis §5.6.7). */
    public enum SameSite {
        /** No attribute: the browser decides. */
        UNSET(""),
        STRICT("; SameSite=Strict"),
        LAX("; SameSite=Lax"),
        /** Only along with {@code Secure}, as browsers refuse it without; else as UNSET. */
        NONE("; SameSite=None");

        private final String text;

        SameSite(String text) {
            this.text = text;
        }
    }

    /** When the cookie is marked {@code Secure}. */
    public enum Secure {
        /** When the client's connection is encrypted. */
        AUTO,
        ALWAYS,
        NEVER
    }

    /**
     * Attributes of the cookie (RFC 6265 §4.1.2).
     *
     * @param path which paths get it
     * @param domain which hosts; empty for the one that set it
     * @param maxAgeSeconds how long a browser keeps it; 0 for as long as it runs
     * @param httpOnly whether scripts can't read it
     */
    public record Attributes(
            String path, String domain, long maxAgeSeconds, SameSite sameSite, boolean httpOnly, Secure secure) {
        /** For the whole host, until the browser ends, not for scripts, {@code SameSite=Lax}, secure where it can be. */
        public static final Attributes USUAL = new Attributes("/", "", 0, SameSite.LAX, true, Secure.AUTO);
    }

    /** A secret key of 128 bits. */
    public record Key(long k0, long k1) {
        private static final VarHandle LONG =
                MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

        /** A key out of a secret of any length: the first half of its SHA-256. */
        public static Key of(byte[] secret) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret);
                return new Key((long) LONG.get(digest, 0), (long) LONG.get(digest, 8));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("SHA-256: every JDK must have it", e);
            }
        }

        @Override
        public String toString() {
            return "Key[***]";
        }
    }

    byte[] name() {
        return name;
    }

    List<Key> keys() {
        return keys;
    }

    /** The two halves of a server's token. */
    static long[] token(Key key, ServerKey server) {
        byte[] message = (server.pool() + '\0' + server.server()).getBytes(StandardCharsets.UTF_8);
        return SipHash.of(key.k0(), key.k1(), message);
    }

    /** A whole {@code Set-Cookie} value. */
    byte[] setCookie(long[] token, boolean encrypted) {
        boolean secure = attributes.secure() == Secure.ALWAYS || (encrypted && attributes.secure() == Secure.AUTO);
        byte[] raw = new byte[16];
        Key.LONG.set(raw, 0, token[0]);
        Key.LONG.set(raw, 8, token[1]);
        StringBuilder value = new StringBuilder(text)
                .append('=')
                .append(Base64.getUrlEncoder().withoutPadding().encodeToString(raw));
        value.append("; Path=").append(attributes.path());
        if (!attributes.domain().isEmpty()) {
            value.append("; Domain=").append(attributes.domain());
        }
        if (attributes.maxAgeSeconds() > 0) {
            value.append("; Max-Age=").append(attributes.maxAgeSeconds());
        }
        if (secure || attributes.sameSite() != SameSite.NONE) {
            value.append(attributes.sameSite().text);
        }
        value.append(attributes.httpOnly() ? "; HttpOnly" : "").append(secure ? "; Secure" : "");
        return Ascii.bytes(value.toString());
    }
}
