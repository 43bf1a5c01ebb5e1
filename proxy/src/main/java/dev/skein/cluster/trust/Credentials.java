package dev.skein.cluster.trust;

import dev.skein.cluster.trust.Peer.Reason;
import dev.skein.cluster.trust.Peer.Refused;
import dev.skein.model.KeyProof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * All files of a node's trust as they were at one moment, proven to fit each other. Immutable.
 *
 * @param authorities certificates of the cluster's authority
 * @param chain own one first
 * @param warnings what others will object to, or somebody should mend; the node may go on
 */
record Credentials(
        List<X509Certificate> authorities,
        X509Certificate[] chain,
        PrivateKey key,
        PeerRules rules,
        List<String> warnings) {
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    static Credentials read(TlsFiles files, NodeName self, long epochMillis) throws TrustException {
        List<X509Certificate> authorities = Pem.certificates(files.ca());
        X509Certificate[] chain = Pem.certificates(files.cert()).toArray(X509Certificate[]::new);
        PrivateKey key = Pem.key(files.key());
        if (!KeyProof.belongTogether(key, chain[0].getPublicKey())) {
            throw new TrustException(files.key(), "not the key of " + files.cert(), null);
        }
        List<String> warnings = new ArrayList<>();
        List<X509CRL> revocations = revocations(files, authorities, epochMillis, warnings);
        PeerRules rules = new PeerRules(self.cluster(), authorities, revocations);
        checkOwn(files, self, rules.judge(chain, epochMillis), warnings);
        checkPermissions(files.key(), warnings);
        return new Credentials(authorities, chain, key, rules, List.copyOf(warnings));
    }

    private static void checkOwn(TlsFiles files, NodeName self, Peer own, List<String> warnings) throws TrustException {
        if (own instanceof Refused refused) {
            Reason reason = refused.reason();
            if (reason == Reason.EXPIRED || reason == Reason.REVOKED || reason == Reason.NOT_YET_VALID) {
                // Time or an operator did that: a node that is up goes on, and a renewed file heals it.
                warnings.add(files.cert() + ": " + refused.text() + ": the other nodes will refuse it");
                return;
            }
            throw new TrustException(files.cert(), refused.text(), null);
        }
        if (own instanceof Peer.Named named && !named.is(self.node())) {
            throw new TrustException(
                    files.cert(),
                    "is for node " + named + " (expected: the subject alternative name " + self.uri()
                            + ", or the DNS name " + self.node() + ")",
                    null);
        }
    }

    private static List<X509CRL> revocations(
            TlsFiles files, List<X509Certificate> authorities, long epochMillis, List<String> warnings)
            throws TrustException {
        Path file = files.crl();
        if (file == null) {
            return List.of();
        }
        List<X509CRL> lists = Pem.revocations(file);
        for (X509CRL list : lists) {
            if (authorities.stream().noneMatch(authority -> signed(list, authority))) {
                throw new TrustException(
                        file,
                        "was not signed by the authority in " + files.ca() + " (by: " + list.getIssuerX500Principal()
                                + ")",
                        null);
            }
            Date next = list.getNextUpdate();
            if (next != null && next.toInstant().toEpochMilli() < epochMillis) {
                warnings.add(file + ": a newer list was due " + next.toInstant() + "; this one stays in use");
            }
        }
        return lists;
    }

    private static boolean signed(X509CRL list, X509Certificate authority) {
        try {
            if (!list.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) {
                return false;
            }
            list.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            // Another key's.
            return false;
        }
    }

    private static void checkPermissions(Path key, List<String> warnings) {
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(key);
            if (mode.stream().anyMatch(OTHERS::contains)) {
                warnings.add(key + ": others than its owner may read or write it ("
                        + PosixFilePermissions.toString(mode) + "; expected: rw-------): chmod 600 it");
            }
        } catch (UnsupportedOperationException | IOException e) {
            // A file system without modes, or gone since it was read: the next look at it tells.
        }
    }
}
