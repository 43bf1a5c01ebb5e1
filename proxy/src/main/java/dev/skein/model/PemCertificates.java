package dev.skein.model;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates in PEM, and trust in them. */
public final class PemCertificates {
    private PemCertificates() {}

    /**
     * All that a file holds, in its order; at least one.
     *
     * @throws CertificateException if it holds none, or something else
     */
    public static List<X509Certificate> read(byte[] pem) throws CertificateException {
        List<X509Certificate> all =
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                        .map(X509Certificate.class::cast)
                        .toList();
        if (all.isEmpty()) {
            throw new CertificateException("no certificate in it");
        }
        return all;
    }

    /** Trust in what these have signed, and in nobody else: in nobody at all where there are none. */
    public static TrustManagerFactory trust(List<X509Certificate> authorities) throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new IllegalStateException("an empty store, read from nowhere", e);
        }
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("authority " + i, authorities.get(i));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    /** A client's TLS that trusts the authorities of a PEM file, and nobody else. */
    public static SSLContext trusting(byte[] pem) throws GeneralSecurityException {
        return trusting(read(pem));
    }

    /** The same with certificates that were read. */
    public static SSLContext trusting(List<X509Certificate> authorities) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust(authorities).getTrustManagers(), null);
        return context;
    }
}
