package dev.skein.access;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/** Space to compute digests of credentials in: they are remembered as those, and not as they are. One for each loop. */
public final class Scratch {
    static final int LENGTH = 32;
    private static final byte[] SALT = salt();

    private final MessageDigest sha;
    private final byte[] digest = new byte[LENGTH];

    public Scratch() {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256, which every JDK has", e);
        }
    }

    private static byte[] salt() {
        byte[] salt = new byte[LENGTH];
        new SecureRandom().nextBytes(salt);
        return salt;
    }

    /** The digest of a span; overwritten by the next one. */
    byte[] digest(byte[] bytes, int start, int end) {
        sha.update(SALT);
        sha.update(bytes, start, end - start);
        try {
            sha.digest(digest, 0, LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-256 of 32 bytes", e);
        }
        return digest;
    }

    /** A copy of the last digest, as a key. */
    Digest key() {
        return new Digest(digest.clone());
    }
}
