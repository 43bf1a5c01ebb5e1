package dev.skein.probe;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TLS of checks.
 *
 * @param verify whether the server's chain and name must be right
 * @param ca PEM file of the authorities trusted; null: the JDK's
 * @param serverName in SNI and against the certificate; null: the target's host
 * @param pins of the server's key, one of which it must have; empty: any
 * @param cert PEM chain that we show; null with {@code key}: none
 */
public record ProbeTls(
        boolean verify,
        @Nullable Path ca,
        @Nullable String serverName,
        List<String> pins,
        @Nullable Path cert,
        @Nullable Path key) {

    /** Chain by the JDK's authorities, name of the target's host. */
    public static final ProbeTls DEFAULT = new ProbeTls(true, null, null, List.of(), null, null);

    /** Encrypted, but whoever answers is believed. */
    public static final ProbeTls UNVERIFIED = new ProbeTls(false, null, null, List.of(), null, null);
}
