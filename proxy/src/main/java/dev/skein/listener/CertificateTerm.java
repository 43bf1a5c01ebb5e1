package dev.skein.listener;

import dev.skein.config.TlsSettings;
import java.time.Instant;

/**
 * From when to when a certificate in use is valid.
 *
 * @param file that it was read from; of one that an authority issues by itself, {@code acme:} and its names
 * @param subject its distinguished name
 */
public record CertificateTerm(String file, String subject, Instant from, Instant until) {
    /** Whether it is renewed without anybody's doing, long before its end. */
    public boolean renewsItself() {
        return file.startsWith(TlsSettings.Certificate.ACME);
    }

    static CertificateTerm of(TlsCertificate certificate) {
        var own = certificate.own();
        return new CertificateTerm(
                certificate.from().cert().toString(),
                own.getSubjectX500Principal().getName(),
                own.getNotBefore().toInstant(),
                own.getNotAfter().toInstant());
    }
}
