package dev.skein.cli.pki;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Somebody's certificate and its key, as they lie on their disk: PKCS#8, or as OpenSSL wrote keys before, unencrypted. */
public final class Identity {
    private Identity() {}

    /**
     * For a connection that is asked who it is. Reads files.
     *
     * @throws PkiException naming the file and what was expected; nothing of the key
     */
    public static KeyManager[] read(Path cert, Path key) throws PkiException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("own", key(key), new char[0], chain(cert));
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, new char[0]);
            return factory.getKeyManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw new PkiException(cert + ": can't be used with " + key + ": " + e, e);
        }
    }

    private static X509Certificate[] chain(Path file) throws PkiException {
        List<X509Certificate> chain = new ArrayList<>();
        JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
        for (Object one : all(file)) {
            if (one instanceof X509CertificateHolder holder) {
                try {
                    chain.add(converter.getCertificate(holder));
                } catch (CertificateException e) {
                    throw new PkiException(file + ": certificate " + (chain.size() + 1) + " is damaged: " + e, e);
                }
            }
        }
        if (chain.isEmpty()) {
            throw new PkiException(file + ": no certificate (expected: -----BEGIN CERTIFICATE-----)");
        }
        return chain.toArray(X509Certificate[]::new);
    }

    private static PrivateKey key(Path file) throws PkiException {
        JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
        for (Object one : all(file)) {
            try {
                if (one instanceof PrivateKeyInfo info) {
                    return converter.getPrivateKey(info);
                }
                if (one instanceof PEMKeyPair pair) {
                    return converter.getKeyPair(pair).getPrivate();
                }
            } catch (PEMException e) {
                // What the exception says may quote the key.
                throw new PkiException(file + ": the private key is damaged or of an unknown kind");
            }
        }
        throw new PkiException(file + ": no private key (expected: unencrypted, -----BEGIN PRIVATE KEY-----)");
    }

    private static List<Object> all(Path file) throws PkiException {
        List<Object> all = new ArrayList<>();
        try (PEMParser parser = new PEMParser(Files.newBufferedReader(file, StandardCharsets.ISO_8859_1))) {
            for (Object one = parser.readObject(); one != null; one = parser.readObject()) {
                all.add(one);
            }
        } catch (NoSuchFileException e) {
            throw new PkiException(file + ": no such file", e);
        } catch (IOException e) {
            // Likewise.
            throw new PkiException(file + ": can't be read (expected: a PEM file)");
        }
        return all;
    }
}
