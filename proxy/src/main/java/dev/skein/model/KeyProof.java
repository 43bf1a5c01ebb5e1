package dev.skein.model;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/** Whether a private key is a certificate's, found by signing something and looking whether it verifies. */
public final class KeyProof {
    private static final byte[] SIGNED = {1, 2, 3, 4};

    private KeyProof() {}

    /** True if what the one signs is verified by the other. Costs a signature: some milliseconds with RSA. */
    public static boolean belongTogether(PrivateKey key, PublicKey with) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(SIGNED);
            byte[] signed = signature.sign();
            signature.initVerify(with);
            signature.update(SIGNED);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            // Of another kind than the certificate's.
            return false;
        }
    }
}
