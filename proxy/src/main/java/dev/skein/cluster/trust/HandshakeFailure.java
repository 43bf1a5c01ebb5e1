package dev.skein.cluster.trust;

import java.security.cert.CertificateException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a handshake between nodes failed, in words for an operator instead of a chain of exceptions. */
public final class HandshakeFailure {
    private static final String ALERT = "received fatal alert: ";
    private static final int DEEPEST = 10;

    private HandshakeFailure() {}

    /** One sentence without a stop at its end. */
    public static String reason(Throwable failure) {
        CertificateException refused = find(failure, CertificateException.class);
        if (refused != null && refused.getMessage() != null) {
            return refused.getMessage();
        }
        SSLException tls = find(failure, SSLException.class);
        String message = tls == null ? failure.getMessage() : tls.getMessage();
        if (message == null) {
            return failure.toString();
        }
        String lower = message.toLowerCase(Locale.ROOT).replace("(certificate_unknown) ", "");
        int alert = lower.indexOf(ALERT);
        if (alert >= 0) {
            return alert(lower.substring(alert + ALERT.length()).strip());
        }
        if (lower.contains("empty client certificate") || lower.contains("bad_certificate")) {
            return "it presented no certificate";
        }
        if (lower.contains("not an ssl/tls record") || lower.contains("unrecognized ssl message")) {
            return "it does not speak TLS";
        }
        if (lower.contains("protocol version") || lower.contains("supported_versions")) {
            return "it does not speak TLS 1.3";
        }
        return message;
    }

    private static String alert(String name) {
        return switch (name) {
            case "certificate_expired" -> "it refused this node's certificate as expired (or its clock is wrong)";
            case "certificate_revoked" -> "it refused this node's certificate as revoked";
            case "certificate_required" -> "it wants a certificate, and got none";
            case "certificate_unknown", "bad_certificate", "unknown_ca", "unsupported_certificate" ->
                "it refused this node's certificate (" + name + "; its log says why)";
            case "protocol_version" -> "it does not speak TLS 1.3";
            default -> "it ended the handshake: " + name;
        };
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        Throwable at = failure;
        for (int depth = 0; at != null && depth < DEEPEST; depth++) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
            at = at.getCause();
        }
        return null;
    }
}
