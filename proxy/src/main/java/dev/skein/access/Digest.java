package dev.skein.access;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What credentials are remembered as. */
record Digest(byte[] bytes) {
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Digest(byte[] others) && Arrays.equals(bytes, others);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "digest";
    }
}
