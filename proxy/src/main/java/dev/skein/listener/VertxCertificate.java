package dev.skein.listener;

import dev.skein.config.TlsSettings;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509KeyManager;

/**
 * A certificate with its key, read and proven to belong together.
 *
 * @param names it answers to, lower case, wildcards as {@code *.example.com}
 */
record VertxCertificate(KeyManagerFactory keys, List<String> names) {
    private static final int DNS = 2;
    private static final byte[] PROOF = {1, 2, 3, 4};

    /**
     * Reads the files.
     *
     * @throws IllegalArgumentException naming place, listener, file and reason
     */
    static VertxCertificate read(Vertx vertx, String listener, TlsSettings.Certificate from) {
        byte[] chain = bytes(from, listener, "cert", from.cert());
        byte[] key = bytes(from, listener, "key", from.key());
        X509Certificate own;
        try {
            own = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(chain));
        } catch (CertificateException e) {
            throw bad(from, listener, "cert", from.cert(), "not a certificate in PEM: " + e.getMessage(), e);
        }
        try {
            KeyManagerFactory keys = new PemKeyCertOptions()
                    .addCertValue(Buffer.buffer(chain))
                    .addKeyValue(Buffer.buffer(key))
                    .getKeyManagerFactory(vertx);
            if (!belongTogether(privateKey(keys), own.getPublicKey())) {
                throw bad(from, listener, "key", from.key(), "not the key of " + from.cert(), null);
            }
            return new VertxCertificate(keys, from.hosts().isEmpty() ? namesOf(own) : lower(from.hosts()));
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (Exception e) { // Vert.x declares no narrower one
            throw bad(from, listener, "key", from.key(), "not a private key in PEM, unencrypted: " + e.getMessage(), e);
        }
    }

    private static byte[] bytes(TlsSettings.Certificate from, String listener, String field, Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            String why = e instanceof NoSuchFileException ? "no such file" : "can't be read: " + e.getMessage();
            throw bad(from, listener, field, file, why, e);
        }
    }

    private static IllegalArgumentException bad(
            TlsSettings.Certificate from,
            String listener,
            String field,
            Path file,
            String why,
            @org.jspecify.annotations.Nullable Throwable cause) {
        return new IllegalArgumentException(
                from.place() + ": listeners." + listener + ".tls.certificates." + field + ": " + file + " (" + why
                        + ")",
                cause);
    }

    private static PrivateKey privateKey(KeyManagerFactory keys) throws GeneralSecurityException {
        for (KeyManager manager : keys.getKeyManagers()) {
            if (manager instanceof X509KeyManager x509) {
                for (String type : List.of("RSA", "EC", "EdDSA", "Ed25519", "DSA")) {
                    String[] aliases = x509.getServerAliases(type, null);
                    if (aliases != null && aliases.length > 0) {
                        return x509.getPrivateKey(aliases[0]);
                    }
                }
            }
        }
        throw new GeneralSecurityException("no key that TLS can use");
    }

    private static boolean belongTogether(PrivateKey key, PublicKey with) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(with.getAlgorithm())) {
            return false;
        }
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(PROOF);
        byte[] signed = signature.sign();
        signature.initVerify(with);
        signature.update(PROOF);
        return signature.verify(signed);
    }

    private static List<String> namesOf(X509Certificate certificate) throws CertificateException {
        List<String> names = new ArrayList<>();
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives != null) {
            for (List<?> alternative : alternatives) {
                if ((Integer) alternative.get(0) == DNS) {
                    names.add((String) alternative.get(1));
                }
            }
        }
        return lower(names);
    }

    private static List<String> lower(List<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }
}
