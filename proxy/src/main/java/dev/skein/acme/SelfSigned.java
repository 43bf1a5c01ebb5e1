package dev.skein.acme;

import dev.skein.listener.Issuance;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate that nobody has to trust.
 *
 * @param subject as {@code CN=...}
 * @param names that it is for
 * @param now when it is made
 */
record SelfSigned(String subject, List<String> names, Instant now) {
    private static final Duration PAST = Duration.ofDays(1);
    private static final int SERIAL_BITS = 126;
    /** RFC 8737 §6.1. */
    private static final ASN1ObjectIdentifier ACME = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.31");

    /** For that long from now on, and for a day before, since clocks may differ. */
    Issuance.Pair valid(Duration life, KeyPair key) {
        return signed(builder(life, key), key);
    }

    /** One that says what an authority wants to see (RFC 8737 §3). */
    Issuance.Pair proving(byte[] digest, KeyPair key) {
        var builder = builder(PAST, key);
        try {
            builder.addExtension(ACME, true, new DEROctetString(digest));
        } catch (CertIOException e) {
            throw failed(e);
        }
        return signed(builder, key);
    }

    private JcaX509v3CertificateBuilder builder(Duration life, KeyPair key) {
        X500Name itself = new X500Name(subject);
        BigInteger serial = new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE);
        var builder = new JcaX509v3CertificateBuilder(
                itself, serial, Date.from(now.minus(PAST)), Date.from(now.plus(life)), itself, key.getPublic());
        GeneralName[] all = names.stream()
                .map(name -> new GeneralName(GeneralName.dNSName, name))
                .toArray(GeneralName[]::new);
        try {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(all));
        } catch (CertIOException e) {
            throw failed(e);
        }
        return builder;
    }

    private Issuance.Pair signed(JcaX509v3CertificateBuilder builder, KeyPair key) {
        try {
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate());
            var made = new JcaX509CertificateConverter().getCertificate(builder.build(signer));
            return new Issuance.Pair(List.of(made), key.getPrivate());
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw failed(e);
        }
    }

    private IllegalStateException failed(Exception e) {
        return new IllegalStateException("a certificate for " + names, e);
    }
}
