package dev.skein.acme;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/** Keys of accounts and certificates: on the curve that all clients know. */
final class Keys {
    private static final String EC = "EC";

    private Keys() {}

    static KeyPair make() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(EC);
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("P-256: every JDK has it", e);
        }
    }

    static void encode(KeyPair key, Encoder out) {
        out.bytes(key.getPrivate().getEncoded()).bytes(key.getPublic().getEncoded());
    }

    static KeyPair decode(Decoder in) throws GeneralSecurityException {
        PrivateKey secret = secret(in.bytes());
        return new KeyPair(KeyFactory.getInstance(EC).generatePublic(new X509EncodedKeySpec(in.bytes())), secret);
    }

    static PrivateKey secret(byte[] encoded) throws GeneralSecurityException {
        return KeyFactory.getInstance(EC).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }
}
