package dev.skein.probe;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/** How a client of MySQL proves that it knows a password, by the plugin and the challenge that the server named last. */
final class MysqlPassword {
    private static final String NATIVE = "mysql_native_password";
    private static final String CACHING = "caching_sha2_password";

    private final byte[] password;
    private String plugin = NATIVE;
    private byte[] challenge = {};

    MysqlPassword(String password) {
        this.password = password.getBytes(StandardCharsets.UTF_8);
    }

    void challenge(String by, byte[] with) {
        plugin = by;
        challenge = with;
    }

    boolean known() {
        return plugin.equals(NATIVE) || plugin.equals(CACHING);
    }

    /** What is answered with: a plugin that we don't know is not answered, and the server names another one. */
    String plugin() {
        return plugin;
    }

    /** Empty without a password, and for a plugin that is not known. */
    byte[] proof() {
        if (password.length == 0 || !known()) {
            return new byte[0];
        }
        if (plugin.equals(NATIVE)) {
            byte[] once = hash("SHA-1", password);
            return xor(once, hash("SHA-1", challenge, hash("SHA-1", once)));
        }
        byte[] once = hash("SHA-256", password);
        return xor(once, hash("SHA-256", hash("SHA-256", once), challenge));
    }

    /** The password itself, for a connection with TLS. */
    Buffer clear() {
        return Buffer.buffer(password).appendByte((byte) 0);
    }

    private static byte[] xor(byte[] bytes, byte[] with) {
        byte[] out = bytes.clone();
        for (int i = 0; i < out.length; i++) {
            out[i] ^= with[i % with.length];
        }
        return out;
    }

    private static byte[] hash(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm + ", which every JDK has", e);
        }
    }
}
