package dev.skein.cluster.keys;

import java.util.Arrays;
import java.util.Objects;

/**
 * One key. Times are milliseconds since 1970, by the clock of whoever made it.
 *
 * @param id tells keys apart, also those that two cut-off halves of a cluster made at the same time
 * @param secret {@value KeyRing#SECRET_BYTES} bytes
 * @param activeFrom when nodes begin to use it
 * @param retireAt when nodes stop to recognise it
 */
public record RingKey(KeyPurpose purpose, long id, byte[] secret, long created, long activeFrom, long retireAt) {

    /** The bytes are copied; whoever has the key is trusted with them. */
    public RingKey {
        secret = secret.clone();
        if (secret.length != KeyRing.SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "secret: " + secret.length + " bytes (expected: " + KeyRing.SECRET_BYTES + ")");
        }
    }

    @Override
    public byte[] secret() {
        return secret.clone();
    }

    RingKey retiredBy(long epochMillis) {
        return epochMillis < retireAt ? new RingKey(purpose, id, secret, created, activeFrom, epochMillis) : this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RingKey key
                && purpose == key.purpose
                && id == key.id
                && created == key.created
                && activeFrom == key.activeFrom
                && retireAt == key.retireAt
                && Arrays.equals(secret, key.secret);
    }

    @Override
    public int hashCode() {
        return Objects.hash(purpose, id, activeFrom, retireAt);
    }

    /** Never shows the secret. */
    @Override
    public String toString() {
        return purpose + " " + Long.toHexString(id) + " from " + activeFrom + " to " + retireAt;
    }
}
