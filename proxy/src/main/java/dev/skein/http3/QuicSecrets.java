package dev.skein.http3;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What all nodes of a cluster know, so that each of them can vouch for addresses that another has validated, and can end
 * connections that another has left behind. The newest one is used, the others are still understood. Immutable; any thread.
 */
public final class QuicSecrets {
    private static final String MAC = "HmacSHA256";

    private final List<Key> keys;

    /**
     * Derived from one secret.
     *
     * @param id tells it apart from the others, in connection ids and tokens
     */
    record Key(byte id, SecretKeySpec resets, SecretKeySpec addresses) {}

    private QuicSecrets(List<Key> keys) {
        this.keys = keys;
    }

    /**
     * Of secrets that nodes share.
     *
     * @param secrets of 32 bytes, the newest first, at least one
     */
    public static QuicSecrets of(List<byte[]> secrets) {
        return new QuicSecrets(secrets.stream().map(QuicSecrets::key).toList());
    }

    private static Key key(byte[] secret) {
        byte id = derived(secret, "id")[0];
        return new Key(
                id,
                new SecretKeySpec(derived(secret, "stateless resets"), MAC),
                new SecretKeySpec(derived(secret, "addresses"), MAC));
    }

    private static byte[] derived(byte[] secret, String purpose) {
        Mac mac = mac();
        try {
            mac.init(new SecretKeySpec(secret, MAC));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key of bytes, which every Mac takes", e);
        }
        return mac.doFinal(("quic " + purpose).getBytes(StandardCharsets.UTF_8));
    }

    static Mac mac() {
        try {
            return Mac.getInstance(MAC);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256, which every JDK has", e);
        }
    }

    Key newest() {
        return keys.getFirst();
    }

    @Nullable
    Key find(byte id) {
        for (int i = 0; i < keys.size(); i++) {
            if (keys.get(i).id() == id) {
                return keys.get(i);
            }
        }
        return null;
    }
}
