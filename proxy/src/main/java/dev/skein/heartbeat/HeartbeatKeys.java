package dev.skein.heartbeat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The keys that datagrams are sealed with: one to send under, several to accept, so that a ring can be rotated node by
 * node. Immutable.
 */
public final class HeartbeatKeys {
    static final String ALGORITHM = "HmacSHA256";

    private final int current;
    private final Map<Integer, SecretKeySpec> keys = new HashMap<>();

    /**
     * @param current id of the key to send under
     * @param accepted keys by id, at least 16 bytes each; the current one must be among them
     */
    public HeartbeatKeys(int current, Map<Integer, byte[]> accepted) {
        this.current = current;
        accepted.forEach((id, key) -> {
            if (key.length < 16) {
                throw new IllegalArgumentException(
                        "heartbeat key %d: %d bytes (expected: at least 16)".formatted(id, key.length));
            }
            keys.put(id, new SecretKeySpec(key, ALGORITHM));
        });
        if (!keys.containsKey(current)) {
            throw new IllegalArgumentException("heartbeat key %d is not in the ring".formatted(current));
        }
    }

    /** Until there is a ring: one key, number 0, from the cluster's secret and name. */
    public static HeartbeatKeys derived(String secret, String cluster) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            byte[] key = mac.doFinal(("skein heartbeat " + cluster).getBytes(StandardCharsets.UTF_8));
            return new HeartbeatKeys(0, Map.of(0, key));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is part of every JDK", e);
        }
    }

    /** All keys by id: for the keeper that uses them, over nothing but its socket. */
    public Map<Integer, byte[]> secrets() {
        Map<Integer, byte[]> secrets = new HashMap<>();
        keys.forEach((id, key) -> secrets.put(id, key.getEncoded()));
        return secrets;
    }

    /** Id of the key to send under. */
    public int current() {
        return current;
    }

    @Nullable
    SecretKeySpec key(int id) {
        return keys.get(id);
    }

    @Override
    public String toString() {
        return "heartbeat keys " + keys.keySet() + ", current " + current;
    }
}
