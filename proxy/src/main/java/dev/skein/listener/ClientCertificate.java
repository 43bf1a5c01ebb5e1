package dev.skein.listener;

import dev.skein.config.ListenerSettings;
import dev.skein.model.HostNames;
import dev.skein.model.TlsFacts;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the certificate that a client has shown, once for its connection.
 *
 * @param subject distinguished name; null where none was shown
 * @param names alternative ones; null where there are none
 * @param lines fields for servers; null where they are told nothing
 */
record ClientCertificate(@Nullable String subject, @Nullable String names, byte @Nullable [] lines) {
    private static final int EMAIL = 1;
    private static final int DNS = 2;
    private static final int URI = 6;
    private static final int ADDRESS = 7;

    /**
     * Looks at a session.
     *
     * @param asked whether clients are asked for one; else the engine would answer by an exception, which costs more than
     *     all else here
     */
    static ClientCertificate of(SSLSession session, boolean asked, ListenerSettings.ClientCertificate told) {
        boolean tells = told != ListenerSettings.ClientCertificate.OFF;
        ClientCertificate none = new ClientCertificate(null, null, tells ? new byte[0] : null);
        if (!asked) {
            return none;
        }
        try {
            Certificate[] chain = session.getPeerCertificates();
            X509Certificate own = (X509Certificate) chain[0];
            return new ClientCertificate(
                    session.getPeerPrincipal().getName(), names(own), tells ? lines(told, chain) : null);
        } catch (SSLPeerUnverifiedException e) {
            // The client showed no certificate, and none was required.
            return none;
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was just decoded", e);
        }
    }

    /**
     * Together with all else that is known of its connection.
     *
     * @param names hosts that may be asked for; null: any
     */
    TlsFacts facts(SSLSession session, @Nullable String serverName, @Nullable HostNames names) {
        return new TlsFacts(
                session.getProtocol(), session.getCipherSuite(), serverName, subject, this.names, lines, names);
    }

    private static @Nullable String names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            for (List<?> name : all == null ? List.<List<?>>of() : all) {
                String kind = kind((Integer) name.get(0));
                // A comma or what can't be in a field: no name that anybody could rely on.
                if (kind != null && name.get(1) instanceof String text && text.matches("[!-+\\--~]+")) {
                    names.add(kind + text);
                }
            }
        } catch (CertificateParsingException e) {
            return null;
        }
        return names.isEmpty() ? null : String.join(",", names);
    }

    private static @Nullable String kind(int type) {
        return switch (type) {
            case EMAIL -> "email:";
            case DNS -> "DNS:";
            case URI -> "URI:";
            case ADDRESS -> "IP:";
            default -> null;
        };
    }

    /** RFC 9440 §2: byte sequences of structured fields; the chain without the client's own. */
    private static byte[] lines(ListenerSettings.ClientCertificate told, Certificate... chain)
            throws CertificateEncodingException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        text(lines, "Client-Cert: " + bytes(chain[0]) + "\r\n");
        if (told == ListenerSettings.ClientCertificate.CHAIN && chain.length > 1) {
            List<String> others = new ArrayList<>();
            for (int i = 1; i < chain.length; i++) {
                others.add(bytes(chain[i]));
            }
            text(lines, "Client-Cert-Chain: " + String.join(", ", others) + "\r\n");
        }
        return lines.toByteArray();
    }

    private static void text(ByteArrayOutputStream lines, String text) {
        lines.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String bytes(Certificate certificate) throws CertificateEncodingException {
        return ":" + Base64.getEncoder().encodeToString(certificate.getEncoded()) + ":";
    }
}
