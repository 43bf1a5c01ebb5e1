package dev.skein.cluster.trust;

import dev.skein.cluster.trust.Peer.Reason;
import dev.skein.cluster.trust.Peer.Refused;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who a chain of certificates stands for (RFC 5280 §6). A pure function of chain, authority, lists and time.
 *
 * <p>The name: {@code skein://CLUSTER/NODE} among the subject's alternative names; a certificate that has such a URI is
 * valid for those nodes of those clusters only. One without any is taken at its DNS names, for authorities that issue no
 * URIs; then nothing tells two clusters of one authority apart, so each cluster should have its own.
 */
final class PeerRules {
    private static final int DNS = 2;
    private static final int URI = 6;
    private static final int MOST_CHARS = 120;
    private static final String SERVER = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT = "1.3.6.1.5.5.7.3.2";
    private static final String ANY = "2.5.29.37.0";

    private final String cluster;
    private final Set<TrustAnchor> anchors;
    private final List<X509CRL> revocations;

    PeerRules(String cluster, List<X509Certificate> authorities, List<X509CRL> revocations) {
        this.cluster = cluster;
        this.anchors = authorities.stream().map(ca -> new TrustAnchor(ca, null)).collect(Collectors.toSet());
        this.revocations = List.copyOf(revocations);
    }

    Peer judge(X509Certificate @Nullable [] chain, long epochMillis) {
        if (chain == null || chain.length == 0) {
            return new Refused(Reason.NO_CERTIFICATE, "no certificate was presented");
        }
        Peer refused = refused(chain, Instant.ofEpochMilli(epochMillis));
        return refused == null ? named(chain[0]) : refused;
    }

    private @Nullable Refused refused(X509Certificate[] chain, Instant now) {
        X509Certificate own = chain[0];
        List<? extends Certificate> path;
        try {
            path = path(chain, now);
        } catch (GeneralSecurityException e) {
            // The authority first: what a stranger's certificate says of its dates means nothing.
            return refusedWithoutDate(chain, now, e);
        }
        for (Certificate certificate : path) {
            Refused revoked = revoked((X509Certificate) certificate);
            if (revoked != null) {
                return revoked;
            }
        }
        return uses(own);
    }

    private Refused refusedWithoutDate(X509Certificate[] chain, Instant now, GeneralSecurityException reason) {
        X509Certificate own = chain[0];
        Instant begin = own.getNotBefore().toInstant();
        Instant end = own.getNotAfter().toInstant();
        try {
            path(chain, begin);
        } catch (GeneralSecurityException e) {
            return new Refused(
                    Reason.FOREIGN, describe(own) + " is not of this cluster's authority (" + messageOf(reason) + ")");
        }
        if (now.isBefore(begin)) {
            return new Refused(
                    Reason.NOT_YET_VALID,
                    describe(own) + " is not valid before " + begin + ", and it is " + now + ": are the clocks right?");
        }
        String what = now.isAfter(end) ? " expired " + end : " is of an authority that expired";
        return new Refused(Reason.EXPIRED, describe(own) + what + ", and it is " + now);
    }

    private List<? extends Certificate> path(X509Certificate[] chain, Instant now) throws GeneralSecurityException {
        X509CertSelector own = new X509CertSelector();
        own.setCertificate(chain[0]);
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, own);
        // Ours says more than a yes or no, and wants no list where none was configured.
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(now));
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(List.of(chain))));
        return CertPathBuilder.getInstance("PKIX")
                .build(parameters)
                .getCertPath()
                .getCertificates();
    }

    private @Nullable Refused revoked(X509Certificate certificate) {
        for (X509CRL list : revocations) {
            var entry = list.getIssuerX500Principal().equals(certificate.getIssuerX500Principal())
                    ? list.getRevokedCertificate(certificate.getSerialNumber())
                    : null;
            if (entry != null) {
                return new Refused(
                        Reason.REVOKED,
                        describe(certificate) + " was revoked "
                                + entry.getRevocationDate().toInstant());
            }
        }
        return null;
    }

    private static @Nullable Refused uses(X509Certificate own) {
        try {
            List<String> uses = own.getExtendedKeyUsage();
            if (uses == null || uses.contains(ANY) || (uses.contains(SERVER) && uses.contains(CLIENT))) {
                return null;
            }
        } catch (CertificateParsingException e) {
            // Unreadable: as good as a wrong one.
        }
        return new Refused(
                Reason.WRONG_USE,
                describe(own) + " is not for both ends of a connection (expected: extended key usage serverAuth and"
                        + " clientAuth)");
    }

    private Peer named(X509Certificate own) {
        Set<String> uris = names(own, URI).stream()
                .filter(uri -> uri.startsWith(NodeName.SCHEME))
                .collect(Collectors.toCollection(TreeSet::new));
        if (uris.isEmpty()) {
            Set<String> names = names(own, DNS).stream()
                    .map(name -> name.toLowerCase(Locale.ROOT))
                    .collect(Collectors.toSet());
            return names.isEmpty()
                    ? new Refused(
                            Reason.NAMELESS,
                            describe(own) + " names no node (expected: a subject alternative name skein://" + cluster
                                    + "/NODE, or a DNS name that is the node's id)")
                    : new Peer.Named(names, false);
        }
        Set<String> nodes = uris.stream()
                .map(NodeName::parse)
                .filter(name -> name != null && name.cluster().equals(cluster))
                .map(name -> name == null ? "" : name.node())
                .collect(Collectors.toSet());
        return nodes.isEmpty()
                ? new Refused(
                        Reason.OTHER_CLUSTER,
                        describe(own) + " is for " + clean(String.join(", ", uris)) + " (expected: cluster " + cluster
                                + ")")
                : new Peer.Named(nodes, true);
    }

    private static List<String> names(X509Certificate certificate, int kind) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> name.get(0).equals(kind))
                            .map(name -> (String) name.get(1))
                            .toList();
        } catch (CertificateParsingException e) {
            // Unreadable names are none.
            return List.of();
        }
    }

    private static String messageOf(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null ? thrown.toString() : message;
    }

    /** Subject, serial number and issuer: enough to find it. */
    static String describe(X509Certificate certificate) {
        return "certificate " + clean(certificate.getSubjectX500Principal()) + " ("
                + certificate.getSerialNumber().toString(16) + ", by " + clean(certificate.getIssuerX500Principal())
                + ")";
    }

    /** A stranger wrote it, and it goes into a log. */
    private static String clean(Object text) {
        String clean = String.valueOf(text).replaceAll("\\p{Cntrl}", "?");
        return clean.length() > MOST_CHARS ? clean.substring(0, MOST_CHARS) + "…" : clean;
    }
}
