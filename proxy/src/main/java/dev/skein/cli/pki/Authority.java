package dev.skein.cli.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Certificate and key of a cluster's authority, and what they sign (RFC 5280). The cluster's name is the organisation in
 * the certificate's subject.
 */
final class Authority {
    private static final Duration CLOCKS_MAY_DIFFER = Duration.ofMinutes(10);
    private static final int SERIAL_BITS = 126;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final X509Certificate certificate;
    private final PrivateKey key;

    Authority(X509Certificate certificate, PrivateKey key) {
        this.certificate = certificate;
        this.key = key;
    }

    /** A certificate with its private key. */
    record Issued(X509Certificate certificate, PrivateKey key) {}

    static Authority make(String cluster, Instant now, Instant end) throws PkiException {
        try {
            KeyPair keys = keys("secp384r1");
            X500Name name = new X500NameBuilder()
                    .addRDN(BCStyle.O, cluster)
                    .addRDN(BCStyle.CN, "Skein cluster authority")
                    .build();
            var builder = new JcaX509v3CertificateBuilder(
                    name, serial(), Date.from(now.minus(CLOCKS_MAY_DIFFER)), Date.from(end), name, keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                    .addExtension(
                            Extension.subjectKeyIdentifier,
                            false,
                            new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
            return new Authority(
                    new JcaX509CertificateConverter().getCertificate(builder.build(signer(keys.getPrivate()))),
                    keys.getPrivate());
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new PkiException("the authority can't be made: " + e, e);
        }
    }

    X509Certificate certificate() {
        return certificate;
    }

    PrivateKey key() {
        return key;
    }

    Instant ends() {
        return certificate.getNotAfter().toInstant();
    }

    String cluster() throws PkiException {
        try {
            var names = new JcaX509CertificateHolder(certificate).getSubject().getRDNs(BCStyle.O);
            if (names.length > 0) {
                return IETFUtils.valueToString(names[0].getFirst().getValue());
            }
        } catch (GeneralSecurityException e) {
            throw new PkiException("the authority's certificate is damaged: " + e, e);
        }
        throw new PkiException(
                "the authority's certificate names no cluster (expected: one made by skein cluster init)");
    }

    /** A certificate for one node and for both ends of a connection. */
    Issued issue(NodeSpec node, Instant now, Instant end) throws PkiException {
        try {
            KeyPair keys = keys("secp256r1");
            var utilities = new JcaX509ExtensionUtils();
            X500Name subject = new X500NameBuilder()
                    .addRDN(BCStyle.O, cluster())
                    .addRDN(BCStyle.CN, node.id())
                    .build();
            var builder = new JcaX509v3CertificateBuilder(
                    new JcaX509CertificateHolder(certificate).getSubject(),
                    serial(),
                    Date.from(now.minus(CLOCKS_MAY_DIFFER)),
                    Date.from(end),
                    subject,
                    keys.getPublic());
            KeyPurposeId[] uses = {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(uses))
                    .addExtension(Extension.subjectAlternativeName, false, names(node))
                    .addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            utilities.createAuthorityKeyIdentifier(certificate.getPublicKey()));
            return new Issued(
                    new JcaX509CertificateConverter().getCertificate(builder.build(signer(key))), keys.getPrivate());
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new PkiException("node " + node.id() + ": no certificate can be made: " + e, e);
        }
    }

    /** A list of those that are not valid any more, as DER. */
    byte[] revoke(Map<BigInteger, Instant> serials, BigInteger number, Instant now) throws PkiException {
        try {
            // Valid as long as the authority: a missing renewal must not stop a cluster.
            var builder = new JcaX509v2CRLBuilder(certificate.getSubjectX500Principal(), Date.from(now));
            builder.setNextUpdate(certificate.getNotAfter());
            serials.forEach((serial, at) -> builder.addCRLEntry(serial, Date.from(at), CRLReason.unspecified));
            builder.addExtension(Extension.cRLNumber, false, new CRLNumber(number));
            return builder.build(signer(key)).getEncoded();
        } catch (IOException | OperatorCreationException e) {
            throw new PkiException("the list of revoked certificates can't be made: " + e, e);
        }
    }

    private GeneralNames names(NodeSpec node) throws PkiException {
        List<GeneralName> names = new ArrayList<>();
        names.add(new GeneralName(GeneralName.uniformResourceIdentifier, "skein://" + cluster() + "/" + node.id()));
        names.add(new GeneralName(GeneralName.dNSName, node.id()));
        for (String address : node.addresses()) {
            boolean literal = NodeSpec.isLiteral(address);
            names.add(new GeneralName(literal ? GeneralName.iPAddress : GeneralName.dNSName, address));
        }
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }

    /** What a node's certificate says of its addresses, so that a new one says the same. */
    static NodeSpec spec(String id, X509Certificate certificate) throws PkiException {
        List<String> addresses = new ArrayList<>();
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            for (List<?> name : names == null ? List.<List<?>>of() : names) {
                boolean address =
                        name.get(0).equals(GeneralName.dNSName) || name.get(0).equals(GeneralName.iPAddress);
                if (address && !name.get(1).equals(id)) {
                    addresses.add((String) name.get(1));
                }
            }
        } catch (GeneralSecurityException e) {
            throw new PkiException("node " + id + ": its certificate is damaged: " + e, e);
        }
        return new NodeSpec(id, addresses);
    }

    private static ContentSigner signer(PrivateKey key) throws OperatorCreationException {
        return new JcaContentSignerBuilder("SHA384withECDSA").build(key);
    }

    private static KeyPair keys(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve), RANDOM);
        return generator.generateKeyPair();
    }

    private static BigInteger serial() {
        return new BigInteger(SERIAL_BITS, RANDOM).setBit(SERIAL_BITS);
    }
}
