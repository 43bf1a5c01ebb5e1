package dev.skein.listener;

import java.time.Instant;

/**
 * From when to when a certificate in use is valid.
 *
 * @param file that it was read from
 * @param subject its distinguished name
 */
public record CertificateTerm(String file, String subject, Instant from, Instant until) {
    static CertificateTerm of(TlsCertificate certificate) {
        var own = certificate.own();
        return new CertificateTerm(
                certificate.from().cert().toString(),
                own.getSubjectX500Principal().getName(),
                own.getNotBefore().toInstant(),
                own.getNotAfter().toInstant());
    }
}
