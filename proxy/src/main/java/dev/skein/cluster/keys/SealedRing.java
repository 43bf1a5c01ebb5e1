package dev.skein.cluster.keys;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * A ring encrypted under the cluster's secret, for disks and for the way between nodes: magic and format (5 bytes), salt
 * (16), proof of the key (8), nonce (12), then AES-256-GCM of the {@linkplain KeyRingCodec ring}, whose additional data are
 * all bytes before it and the cluster's name. Key and proof come from the secret and the salt (HKDF); salt and nonce are
 * new each time. The proof is there to tell a wrong secret from a damaged file.
 */
public final class SealedRing {
    private static final byte[] MAGIC = {'S', 'K', 'K', 'R', 1};
    private static final int SALT = 16;
    private static final int PROOF = 8;
    private static final int NONCE = 12;
    private static final int HEAD = MAGIC.length + SALT + PROOF + NONCE;
    private static final int TAG_BITS = 128;

    private SealedRing() {}

    /** Encrypts. */
    public static byte[] seal(KeyRing ring, ClusterSecret secret, String cluster, SecureRandom random) {
        byte[] salt = new byte[SALT];
        byte[] nonce = new byte[NONCE];
        random.nextBytes(salt);
        random.nextBytes(nonce);
        byte[] plain = KeyRingCodec.encode(ring);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(MAGIC);
        out.writeBytes(salt);
        out.writeBytes(proof(secret, salt));
        out.writeBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, secret, out.toByteArray(), cluster);
            out.writeBytes(cipher.doFinal(plain));
            return out.toByteArray();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM: every JDK must have it", e);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /**
     * Decrypts.
     *
     * @throws KeyRingException when it is none, was damaged or changed, or belongs to another secret or cluster
     */
    public static KeyRing open(byte[] sealed, ClusterSecret secret, String cluster) throws KeyRingException {
        if (sealed.length < HEAD || !Arrays.equals(sealed, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new KeyRingException("no key ring, or one of another format");
        }
        byte[] salt = Arrays.copyOfRange(sealed, MAGIC.length, MAGIC.length + SALT);
        byte[] proof = Arrays.copyOfRange(sealed, MAGIC.length + SALT, MAGIC.length + SALT + PROOF);
        if (!MessageDigest.isEqual(proof, proof(secret, salt))) {
            throw new KeyRingException("encrypted under another cluster.secret than the configured one");
        }
        byte[] plain = {};
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, secret, Arrays.copyOf(sealed, HEAD), cluster);
            plain = cipher.doFinal(sealed, HEAD, sealed.length - HEAD);
            return KeyRingCodec.decode(plain);
        } catch (AEADBadTagException e) {
            throw new KeyRingException("damaged or changed, or of another cluster than " + cluster, e);
        } catch (GeneralSecurityException e) {
            throw new KeyRingException("damaged: " + e, e);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    private static Cipher cipher(int mode, ClusterSecret secret, byte[] head, String cluster)
            throws GeneralSecurityException {
        byte[] salt = Arrays.copyOfRange(head, MAGIC.length, MAGIC.length + SALT);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, secret.derive("key ring", salt), new GCMParameterSpec(TAG_BITS, head, HEAD - NONCE, NONCE));
        cipher.updateAAD(head);
        cipher.updateAAD(ByteBuffer.wrap(cluster.getBytes(StandardCharsets.UTF_8)));
        return cipher;
    }

    private static byte[] proof(ClusterSecret secret, byte[] salt) {
        return Arrays.copyOf(secret.derive("key ring proof", salt).getEncoded(), PROOF);
    }
}
