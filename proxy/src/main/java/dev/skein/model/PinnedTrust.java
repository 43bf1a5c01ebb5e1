package dev.skein.model;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trust in servers with certain keys only, whatever else is asked of their certificates. A pin is of the server's own key: of
 * the others that it shows with it nobody knows yet whether they have to do with it. Any thread.
 */
public final class PinnedTrust extends X509ExtendedTrustManager {
    private static final String KIND = "sha256/";

    private final List<String> pins;
    private final @Nullable X509ExtendedTrustManager chains;

    private PinnedTrust(List<String> pins, @Nullable X509ExtendedTrustManager chains) {
        this.pins = pins;
        this.chains = chains;
    }

    /**
     * Trust in the owners of these keys.
     *
     * @param pins {@code sha256/} and the base64 of the digest of a certificate's public key (RFC 7469 §2.4)
     * @param verify whether chain and name have to be right, too
     * @param ca PEM file of the authorities of chains; null: the JDK's
     */
    public static PinnedTrust of(List<String> pins, boolean verify, @Nullable Path ca)
            throws IOException, GeneralSecurityException {
        return new PinnedTrust(List.copyOf(pins), verify ? chains(ca) : null);
    }

    private static X509ExtendedTrustManager chains(@Nullable Path ca) throws IOException, GeneralSecurityException {
        TrustManagerFactory factory;
        if (ca == null) {
            factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
        } else {
            factory = PemCertificates.trust(PemCertificates.read(Files.readAllBytes(ca)));
        }
        return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    }

    /** The pin of a certificate's key. */
    public static String pin(X509Certificate certificate) {
        try {
            byte[] key = certificate.getPublicKey().getEncoded();
            return KIND
                    + Base64.getEncoder()
                            .encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 (expected: of every JDK)", e);
        }
    }

    private void check(X509Certificate... chain) throws CertificateException {
        String pin = pin(chain[0]);
        if (!pins.contains(pin)) {
            throw new CertificateException("the server's key is " + pin + " (expected: one that is pinned)");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        if (chains != null) {
            chains.checkServerTrusted(chain, authType, engine);
        }
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        if (chains != null) {
            chains.checkServerTrusted(chain, authType, socket);
        }
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        if (chains != null) {
            chains.checkServerTrusted(chain, authType);
        }
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw nobody();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw nobody();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw nobody();
    }

    private static CertificateException nobody() {
        return new CertificateException("pins are of servers");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chains == null ? new X509Certificate[0] : chains.getAcceptedIssuers();
    }
}
