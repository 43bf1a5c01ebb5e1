package dev.skein.listener;

import dev.skein.config.TlsSettings;
import dev.skein.model.KeyProof;
import dev.skein.model.PemCertificates;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A certificate with its key, read and proven to belong together.
 *
 * @param from where it was configured
 * @param chain its own certificate first
 * @param ocsp the authority's word about it, DER; null for none
 * @param names it answers to, lower case, wildcards as {@code *.example.com}
 */
record TlsCertificate(
        TlsSettings.Certificate from,
        PrivateKey key,
        List<X509Certificate> chain,
        List<String> names,
        byte @Nullable [] ocsp) {
    /** What every client can verify: RSA. */
    static final int ANY = 0;

    /** ECDSA with P-256 and SHA-256, which whoever speaks TLS 1.3 can verify (RFC 8446 §9.1). */
    static final int P_256 = 0x0403;

    private static final int DNS = 2;

    /** As an authority has issued it, else from its files; fails as {@link #read}. */
    static TlsCertificate of(Premises premises, String listener, TlsSettings.Certificate from) {
        if (!from.acme()) {
            return read(premises.loops().vertx(), listener, from);
        }
        Issuance.Pair pair = premises.issuance().of(from.hosts());
        return new TlsCertificate(from, pair.key(), pair.chain(), from.hosts(), null);
    }

    /**
     * Reads the files.
     *
     * @throws IllegalArgumentException naming place, listener, file and reason
     */
    private static TlsCertificate read(Vertx vertx, String listener, TlsSettings.Certificate from) {
        byte[] chain = bytes(from, listener, "cert", from.cert());
        byte[] key = bytes(from, listener, "key", from.key());
        List<X509Certificate> certificates = chain(from, listener, chain);
        try {
            PrivateKey own = privateKey(new PemKeyCertOptions()
                    .addCertValue(Buffer.buffer(chain))
                    .addKeyValue(Buffer.buffer(key))
                    .getKeyManagerFactory(vertx));
            X509Certificate first = certificates.getFirst();
            if (!KeyProof.belongTogether(own, first.getPublicKey())) {
                throw bad(from, listener, "key", from.key(), "not the key of " + from.cert(), null);
            }
            List<String> names = from.hosts().isEmpty() ? namesOf(first) : lower(from.hosts());
            return new TlsCertificate(from, own, List.copyOf(certificates), names, ocsp(from, listener));
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (Exception e) { // Vert.x declares no narrower one
            throw bad(from, listener, "key", from.key(), "not a private key in PEM, unencrypted: " + e.getMessage(), e);
        }
    }

    private static List<X509Certificate> chain(TlsSettings.Certificate from, String listener, byte[] pem) {
        try {
            return PemCertificates.read(pem);
        } catch (CertificateException e) {
            throw bad(from, listener, "cert", from.cert(), "not a certificate in PEM: " + e.getMessage(), e);
        }
    }

    private static byte @Nullable [] ocsp(TlsSettings.Certificate from, String listener) {
        Path file = from.ocsp();
        if (file == null) {
            return null;
        }
        byte[] word = bytes(from, listener, "ocsp", file);
        // A sequence with status 0, successful (RFC 6960 §4.2.1).
        boolean sound = word.length > 8
                && word[0] == 0x30
                && new String(word, 0, 8, StandardCharsets.ISO_8859_1).contains("\n\1\0");
        if (!sound) {
            throw bad(from, listener, "ocsp", file, "not an OCSP response in DER that says something", null);
        }
        return word;
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
            @Nullable Throwable cause) {
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

    X509Certificate own() {
        return chain.getFirst();
    }

    /** The signature scheme (RFC 8446 §4.2.3) that a client must know for it; {@link #ANY} where all do. */
    int scheme() {
        if (own().getPublicKey() instanceof ECPublicKey ec) {
            int bits = ec.getParams().getCurve().getField().getFieldSize();
            return bits <= 256 ? P_256 : bits <= 384 ? 0x0503 : 0x0603;
        }
        return own().getPublicKey().getAlgorithm().equals("RSA") ? ANY : 0x0807;
    }
}
