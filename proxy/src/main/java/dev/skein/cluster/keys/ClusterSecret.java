package dev.skein.cluster.keys;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * What the configuration calls {@code cluster.secret}, and the keys that follow from it (HKDF-SHA256, RFC 5869). Made to be
 * random: no work is spent on slowing down somebody who guesses it.
 */
public final class ClusterSecret {
    private static final int KEY_BYTES = 32;

    private final byte[] secret;

    /** @param text as configured */
    public ClusterSecret(String text) {
        this.secret = text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * A key for one use and one cluster, the same on all nodes: heartbeats are authenticated by
     * {@code derive("heartbeat", cluster)} until the key ring has keys for them.
     *
     * @return 32 bytes
     */
    public byte[] derive(String use, String cluster) {
        return derive(use, cluster.getBytes(StandardCharsets.UTF_8)).getEncoded();
    }

    SecretKey derive(String use, byte[] salt) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            "AES",
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(secret)
                                    .addSalt(salt)
                                    .thenExpand(("skein " + use).getBytes(StandardCharsets.UTF_8), KEY_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HKDF-SHA256: every JDK must have it", e);
        }
    }

    @Override
    public String toString() {
        return "ClusterSecret[***]";
    }
}
