package dev.skein.cli;

import dev.skein.model.PemCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;

/** Trust in a node whose certificate comes from an authority of one's own. */
final class Authorities {
    private Authorities() {}

    /** TLS that trusts the certificates of a PEM file, and nobody else. */
    static SSLContext context(Path pem) {
        try {
            return PemCertificates.trusting(Files.readAllBytes(pem));
        } catch (IOException | GeneralSecurityException e) {
            throw new Failed(ExitCode.PROBLEMS, "--ca: " + pem + " (expected: a PEM file of certificates; " + e + ")");
        }
    }
}
