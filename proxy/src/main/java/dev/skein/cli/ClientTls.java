package dev.skein.cli;

import dev.skein.cli.pki.Identity;
import dev.skein.cli.pki.PkiException;
import dev.skein.model.PemCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom a node's admin listener is trusted by, and who one is there.
 *
 * @param ca PEM file of the authorities; empty: the JDK's
 * @param cert PEM file of one's own certificate, for a listener that asks for it; empty: none
 * @param key PEM file of its key; empty: in the same file
 */
record ClientTls(String ca, String cert, String key) {
    static final ClientTls NONE = new ClientTls("", "", "");

    /** Fails naming the option and the file. */
    SSLContext context() {
        if (cert.isEmpty() && !key.isEmpty()) {
            throw new Failed(ExitCode.PROBLEMS, "--key: " + key + " (expected: with --cert)");
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own(), trusted(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("TLS of the JDK", e);
        }
    }

    /** Null: the JDK's. */
    private TrustManager @Nullable [] trusted() {
        if (ca.isEmpty()) {
            return null;
        }
        try {
            return PemCertificates.trust(PemCertificates.read(Files.readAllBytes(Path.of(ca))))
                    .getTrustManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw new Failed(ExitCode.PROBLEMS, "--ca: " + ca + " (expected: a PEM file of certificates; " + e + ")");
        }
    }

    private KeyManager @Nullable [] own() {
        if (cert.isEmpty()) {
            return null;
        }
        try {
            return Identity.read(Path.of(cert), Path.of(key.isEmpty() ? cert : key));
        } catch (PkiException e) {
            throw new Failed(ExitCode.PROBLEMS, "--cert: " + e.getMessage());
        }
    }
}
