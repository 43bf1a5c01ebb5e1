package dev.skein.keyring;

import dev.skein.config.ClusterSettings;
import dev.skein.config.Settings;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.function.Supplier;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/** What signs cookies where the file names no secret: in a cluster the same on all nodes, so that any honours any's cookie. */
public final class CookieSecret {
    private static final int BYTES = 32;

    private CookieSecret() {}

    public static byte[] of(Settings settings) {
        ClusterSettings cluster = settings.cluster();
        return cluster == null || cluster.secret() == null
                ? NodeSecret.readOrMake(settings.node().data())
                : derived(cluster.secret().value(), cluster.name());
    }

    /** The one that it is, for good: nothing makes another. Any thread. */
    public static Supplier<List<byte[]>> supply(Settings settings) {
        List<byte[]> own = List.of(of(settings));
        return () -> own;
    }

    /** RFC 5869, for this purpose alone: no other key that follows from the same secret tells anything about this one. */
    static byte[] derived(String secret, String cluster) {
        try {
            HKDFParameterSpec parameters = HKDFParameterSpec.ofExtract()
                    .addIKM(secret.getBytes(StandardCharsets.UTF_8))
                    .addSalt(cluster.getBytes(StandardCharsets.UTF_8))
                    .thenExpand("skein cookie 1".getBytes(StandardCharsets.US_ASCII), BYTES);
            return KDF.getInstance("HKDF-SHA256").deriveData(parameters);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HKDF-SHA256: every JDK of this version has it", e);
        }
    }
}
