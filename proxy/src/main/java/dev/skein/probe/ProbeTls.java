package dev.skein.probe;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * TLS of checks.
 *
 * @param verify whether the server's chain and name must be right
 * @param ca PEM file of the authorities trusted; null: the JDK's
 * @param serverName in SNI and against the certificate; null: the target's host
 * @param cert PEM chain that we show; null with {@code key}: none
 */
public record ProbeTls(
        boolean verify,
        @Nullable Path ca,
        @Nullable String serverName,
        @Nullable Path cert,
        @Nullable Path key) {

    /** Chain by the JDK's authorities, name of the target's host. */
    public static final ProbeTls DEFAULT = new ProbeTls(true, null, null, null, null);

    /** Encrypted, but whoever answers is believed. */
    public static final ProbeTls UNVERIFIED = new ProbeTls(false, null, null, null, null);
}
