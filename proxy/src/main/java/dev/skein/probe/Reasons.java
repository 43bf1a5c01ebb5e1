package dev.skein.probe;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a check failed, in words for an operator at night: no class names, no stack traces. */
final class Reasons {
    /** The caller knows after what time and in which phase. */
    static final String TIMED_OUT = "timed out";

    private Reasons() {}

    static String of(Throwable thrown, ProbeTarget target) {
        String host = target.host();
        if (thrown instanceof ConnectTimeoutException || thrown instanceof SslHandshakeTimeoutException) {
            return TIMED_OUT;
        }
        if (thrown instanceof UnknownHostException) {
            return "host '" + host + "' not found";
        }
        if (thrown instanceof FileNotFoundException) {
            return "no socket there";
        }
        if (thrown instanceof NoRouteToHostException) {
            return "no route to host";
        }
        if (thrown instanceof ConnectException) {
            return message(thrown).contains("refused") ? "connection refused" : plain(thrown);
        }
        String tls = target.tls() == null ? null : tls(thrown, target);
        if (tls != null) {
            return tls;
        }
        if (thrown instanceof HttpClosedException || thrown instanceof ClosedChannelException) {
            return "connection closed before an answer";
        }
        if (thrown instanceof StreamResetException reset) {
            return "stream reset by the server (code " + reset.getCode() + ")";
        }
        // The first by Netty without TLS, the second by Vert.x where ALPN found no common protocol.
        if (message(thrown).contains("was not SETTINGS") || message(thrown).equals("HTTP/1.1 not supported")) {
            return "answer is not HTTP/2";
        }
        if (thrown instanceof IOException) {
            return plain(thrown);
        }
        return "malformed answer: " + plain(thrown);
    }

    /** About certificates, from the innermost cause outwards; null when TLS has nothing to do with it. */
    private static @Nullable String tls(Throwable thrown, ProbeTarget target) {
        ProbeTls tls = target.tls();
        String name = tls != null && tls.serverName() != null ? tls.serverName() : target.host();
        boolean ssl = false;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case CertificateExpiredException expired -> {
                    return "certificate of '" + name + "' has expired";
                }
                case CertificateNotYetValidException early -> {
                    return "certificate of '" + name + "' is not valid yet";
                }
                case CertPathBuilderException path -> {
                    return "certificate of '" + name + "' is not signed by a trusted authority";
                }
                case NotSslRecordException plain -> {
                    return "answer is not TLS";
                }
                default -> ssl |= cause instanceof SSLException || cause instanceof CertificateException;
            }
        }
        return ssl ? handshake(innermost(thrown), name) : null;
    }

    private static String handshake(Throwable cause, String name) {
        String text = message(cause);
        return cause instanceof CertificateException && (text.contains("No subject") || text.contains("No name"))
                ? "certificate is not valid for '" + name + "'"
                : "TLS handshake failed: " + plain(cause);
    }

    /** {@code 1 s}, {@code 250 ms}, {@code 1.5 s}. */
    static String duration(Duration time) {
        long millis = time.toMillis();
        if (millis < 1000) {
            return millis + " ms";
        }
        return millis % 1000 == 0 ? millis / 1000 + " s" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }

    private static Throwable innermost(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Its message without the address that Netty adds, which the reader knows, in one short line. */
    private static String plain(Throwable thrown) {
        String text = message(thrown).strip();
        int cut = text.indexOf('\n');
        text = cut < 0 ? text : text.substring(0, cut);
        if (text.isEmpty()) {
            return thrown.getClass().getSimpleName();
        }
        return text.length() <= 160 ? text : text.substring(0, 160) + "…";
    }

    private static String message(Throwable thrown) {
        String text = thrown.getMessage();
        return text == null ? "" : text;
    }
}
