package dev.skein.cluster.keys;

import java.util.Arrays;

/**
 * A secret that all nodes of a cluster keep besides their keys: a certificate with its private key, say.
 *
 * @param name says whose it is, and what: at most 8192 characters
 * @param value at least one byte
 */
public record RingEntry(String name, byte[] value) {
    private static final int LONGEST = 8192;

    /** The bytes are copied; whoever has the entry is trusted with them. */
    public RingEntry {
        value = value.clone();
        if (value.length == 0 || name.length() > LONGEST) {
            throw new IllegalArgumentException("entry " + name + ": " + value.length
                    + " bytes (expected: at least 1, and a name of at most " + LONGEST + " characters)");
        }
    }

    @Override
    public byte[] value() {
        return value.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RingEntry entry && name.equals(entry.name) && Arrays.equals(value, entry.value);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** Never shows the secret. */
    @Override
    public String toString() {
        return name;
    }
}
