package dev.skein.heartbeat;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Puts the tag under a datagram and checks it in constant time: magic, version, key id, content, and the first 16 bytes of
 * an HMAC-SHA256 over all before (RFC 2104 §5 allows half). Of one thread.
 */
final class Seal {
    static final int HEAD = 8;
    static final int TAG = 16;
    private static final short MAGIC = (short) 0x534B;
    private static final short VERSION = 1;

    private final Mac mac;
    private @Nullable HeartbeatKeys keys;
    private @Nullable SecretKeySpec ready;

    Seal(HeartbeatKeys keys) {
        this.keys = keys;
        try {
            this.mac = Mac.getInstance(HeartbeatKeys.ALGORITHM);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is part of every JDK", e);
        }
    }

    void keys(HeartbeatKeys next) {
        keys = next;
        ready = null;
    }

    /** Leaves room for the head; the content follows from there. */
    void begin(ByteBuffer datagram) {
        datagram.clear();
        datagram.putShort(MAGIC).putShort(VERSION).putInt(keys == null ? 0 : keys.current());
    }

    /** Puts the tag at the end and flips. */
    void end(ByteBuffer datagram) {
        byte[] tag = tag(datagram.getInt(4), datagram, datagram.position());
        datagram.put(tag, 0, TAG).flip();
    }

    /** What is wrong with it, or null; then position and limit surround the content. */
    @Nullable
    String open(ByteBuffer datagram) {
        int length = datagram.limit();
        if (length < HEAD + TAG || datagram.getShort(0) != MAGIC) {
            return "no heartbeat";
        }
        if (datagram.getShort(2) != VERSION) {
            return "version " + datagram.getShort(2) + " (expected: " + VERSION + ")";
        }
        int id = datagram.getInt(4);
        if (keys == null || keys.key(id) == null) {
            return "unknown key";
        }
        byte[] tag = Arrays.copyOf(tag(id, datagram, length - TAG), TAG);
        byte[] found = new byte[TAG];
        datagram.get(length - TAG, found);
        if (!MessageDigest.isEqual(tag, found)) {
            return "wrong key";
        }
        datagram.position(HEAD).limit(length - TAG);
        return null;
    }

    private byte[] tag(int id, ByteBuffer datagram, int length) {
        SecretKeySpec key = keys == null ? null : keys.key(id);
        if (key == null) {
            throw new IllegalStateException("heartbeat key " + id + " is not in the ring");
        }
        try {
            if (!key.equals(ready)) {
                mac.init(key);
                ready = key;
            }
            mac.update(datagram.duplicate().position(0).limit(length));
            return mac.doFinal();
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("heartbeat key " + id + " fits no HMAC", e);
        }
    }
}
