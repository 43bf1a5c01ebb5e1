package dev.skein.listener;

import java.nio.file.Path;
import java.security.cert.X509Certificate;

/**
 * A certificate that clients are shown.
 *
 * @param file that it was read from; of one that an authority issues by itself, {@code acme:} and its names
 * @param own without the rest of its chain
 */
public record ServedCertificate(Path file, X509Certificate own) {}
