package dev.skein.listener;

import dev.skein.http3.QuicSecrets;
import io.netty.handler.codec.quic.SslSessionTicketKey;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secrets that session tickets (RFC 5077, RFC 8446 §4.6.1) are sealed with: whoever has them can resume a session, be it
 * after a reload or on another node. The newest one seals, the others still open. Immutable.
 */
public final class TicketKeys {
    private static final int SECRET_BYTES = 32;
    /** How many stay good: the newest, and two that the clients' tickets may still be sealed with. */
    private static final int KEPT = 3;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final List<byte[]> secrets;

    private TicketKeys(List<byte[]> secrets) {
        this.secrets = secrets;
    }

    /**
     * Of secrets from elsewhere, as a key ring that nodes share.
     *
     * @param secrets 32 random bytes each, the newest first, at least one
     */
    public static TicketKeys of(List<byte[]> secrets) {
        if (secrets.isEmpty() || secrets.stream().anyMatch(secret -> secret.length != SECRET_BYTES)) {
            throw new IllegalArgumentException("ticket secrets (expected: at least one, each of 32 bytes)");
        }
        return new TicketKeys(secrets.stream().map(byte[]::clone).toList());
    }

    /** One secret that nobody else knows. */
    public static TicketKeys random() {
        return new TicketKeys(List.of(secret()));
    }

    private static byte[] secret() {
        byte[] secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return secret;
    }

    /** A new secret before those that there are; the oldest one falls away. */
    public TicketKeys rotated() {
        List<byte[]> next = new ArrayList<>();
        next.add(secret());
        next.addAll(secrets.subList(0, Math.min(secrets.size(), KEPT - 1)));
        return new TicketKeys(List.copyOf(next));
    }

    /**
     * Keys for one purpose. A ticket must open only where its holder was admitted on the same terms: one from a listener
     * that asks for no certificate would pass for a verified client on one that does (CVE-2025-23419).
     *
     * @param scope names the purpose
     */
    OpenSslSessionTicketKey[] of(String scope) {
        return secrets.stream().map(secret -> derived(secret, scope)).toArray(OpenSslSessionTicketKey[]::new);
    }

    /** The same for QUIC. */
    SslSessionTicketKey[] quic(String scope) {
        return secrets.stream()
                .map(secret -> derived(secret, scope))
                .map(key -> new SslSessionTicketKey(key.name(), key.hmacKey(), key.aesKey()))
                .toArray(SslSessionTicketKey[]::new);
    }

    /** What else QUIC needs of them. */
    QuicSecrets quic() {
        return QuicSecrets.of(secrets);
    }

    private static OpenSslSessionTicketKey derived(byte[] secret, String scope) {
        try {
            Mac mac = Mac.getInstance("HmacSHA512");
            mac.init(new SecretKeySpec(secret, "HmacSHA512"));
            byte[] all = mac.doFinal(("session tickets of " + scope).getBytes(StandardCharsets.UTF_8));
            int name = OpenSslSessionTicketKey.NAME_SIZE;
            int hmac = name + OpenSslSessionTicketKey.HMAC_KEY_SIZE;
            return new OpenSslSessionTicketKey(
                    Arrays.copyOfRange(all, 0, name),
                    Arrays.copyOfRange(all, name, hmac),
                    Arrays.copyOfRange(all, hmac, hmac + OpenSslSessionTicketKey.AES_KEY_SIZE));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-512, which every JDK has", e);
        }
    }
}
