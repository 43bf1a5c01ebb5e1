package dev.skein.cluster.trust;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates, keys and lists out of files (RFC 7468). Every failure names the file and what was expected. */
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s+([A-Za-z0-9+/=\\s]*?)-----END \\1-----");
    /** A chain, a key, a list of thousands of numbers: more is not what was meant. */
    private static final long MOST_BYTES = 4 << 20;

    private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "Ed25519");

    private Pem() {}

    private record Block(String type, byte[] der) {}

    static List<X509Certificate> certificates(Path file) throws TrustException {
        List<X509Certificate> found = new ArrayList<>();
        for (Block block : blocks(file)) {
            if (block.type.equals("CERTIFICATE")) {
                try {
                    found.add((X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(block.der)));
                } catch (CertificateException e) {
                    throw new TrustException(file, "certificate " + (found.size() + 1) + " is damaged: " + e, e);
                }
            }
        }
        if (found.isEmpty()) {
            throw new TrustException(file, "no certificate (expected: -----BEGIN CERTIFICATE-----)", null);
        }
        return found;
    }

    static List<X509CRL> revocations(Path file) throws TrustException {
        List<X509CRL> found = new ArrayList<>();
        for (Block block : blocks(file)) {
            if (block.type.equals("X509 CRL")) {
                try {
                    found.add((X509CRL)
                            CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(block.der)));
                } catch (CertificateException | CRLException e) {
                    throw new TrustException(file, "the revocation list is damaged: " + e, e);
                }
            }
        }
        if (found.isEmpty()) {
            throw new TrustException(file, "no revocation list (expected: -----BEGIN X509 CRL-----)", null);
        }
        return found;
    }

    static PrivateKey key(Path file) throws TrustException {
        String other = "";
        for (Block block : blocks(file)) {
            if (block.type.equals("PRIVATE KEY")) {
                try {
                    return key(file, block.der);
                } finally {
                    Arrays.fill(block.der, (byte) 0);
                }
            }
            other = block.type.endsWith("PRIVATE KEY") ? block.type : other;
        }
        String way = other.isEmpty()
                ? ""
                : ", found " + other + ": convert it with `openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW`";
        throw new TrustException(
                file, "no private key (expected: PKCS#8, unencrypted: -----BEGIN PRIVATE KEY-----" + way + ")", null);
    }

    private static PrivateKey key(Path file, byte[] der) throws TrustException {
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException e) {
                // Another algorithm's. What the exception says may quote the key, so it is not passed on.
            }
        }
        throw new TrustException(
                file, "the private key is damaged or of another kind (expected: EC, RSA or Ed25519)", null);
    }

    private static List<Block> blocks(Path file) throws TrustException {
        List<Block> found = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text(file));
        while (matcher.find()) {
            try {
                found.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
            } catch (IllegalArgumentException e) {
                throw new TrustException(file, matcher.group(1) + " is not base64", null);
            }
        }
        return found;
    }

    private static String text(Path file) throws TrustException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new TrustException(file, "larger than " + MOST_BYTES + " bytes", null);
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new TrustException(file, "no such file", e);
        } catch (IOException e) {
            throw new TrustException(file, "can't be read: " + e, e);
        }
    }
}
