package dev.skein.cli.pki;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * A directory with a cluster's authority: {@code ca.pem}, {@code ca.key}, {@code revoked.pem}, {@code issued.txt},
 * {@code cluster.secret}, and {@code NODE.pem}, {@code NODE.key} for each node. Every file is replaced whole.
 */
public final class AuthorityDirectory {
    /** Of the authority itself: its end would be the cluster's. */
    private static final Duration AUTHORITY = Duration.ofDays(3650);

    private static final int SECRET_BYTES = 32;

    private final Path directory;
    private final Instant now;
    private final Authority authority;
    private final Ledger ledger;

    private AuthorityDirectory(Path directory, Instant now, Authority authority) throws PkiException {
        this.directory = directory;
        this.now = now;
        this.authority = authority;
        this.ledger = Ledger.read(directory.resolve("issued.txt"));
    }

    /**
     * Makes an authority, a secret, an empty list of revoked certificates, and a certificate for each node.
     *
     * @throws PkiException also when one of the files exists; then nothing is written
     */
    public static AuthorityDirectory init(
            Path directory, String cluster, List<NodeSpec> nodes, Duration validity, Instant now) throws PkiException {
        List<String> names =
                new ArrayList<>(List.of("ca.pem", "ca.key", "revoked.pem", "issued.txt", "cluster.secret"));
        nodes.forEach(node -> names.addAll(List.of(node.id() + ".pem", node.id() + ".key")));
        refuseToOverwrite(directory, names);
        Authority authority = Authority.make(cluster, now, now.plus(AUTHORITY));
        checkEnd(validity, now, authority);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new PkiException(directory + ": can't be made: " + e, e);
        }
        AuthorityDirectory made = new AuthorityDirectory(directory, now, authority);
        made.writeAuthority();
        for (NodeSpec node : nodes) {
            made.issue(node, validity);
        }
        made.ledger.write();
        made.writeRevocations();
        return made;
    }

    /** @throws PkiException when there is none, or it can't be read */
    public static AuthorityDirectory open(Path directory, Instant now) throws PkiException {
        X509Certificate certificate = certificate(directory.resolve("ca.pem"));
        return new AuthorityDirectory(directory, now, new Authority(certificate, key(directory.resolve("ca.key"))));
    }

    /** The name of the cluster. */
    public String cluster() throws PkiException {
        return authority.cluster();
    }

    /** When the authority itself ends. */
    public Instant ends() {
        return authority.ends();
    }

    /** A certificate for a node more. */
    public void add(NodeSpec node, Duration validity) throws PkiException {
        refuseToOverwrite(directory, List.of(node.id() + ".pem", node.id() + ".key"));
        issue(node, validity);
        ledger.write();
    }

    /**
     * A new certificate and key in place of each of these nodes' former ones, which stay valid until they end.
     *
     * @param nodes none: all
     * @return those that got one
     */
    public Set<String> renew(Set<String> nodes, Duration validity) throws PkiException {
        Set<String> renewed = nodes.isEmpty() ? ledger.nodes() : nodes;
        for (String node : renewed) {
            if (!ledger.nodes().contains(node)) {
                throw new PkiException(unknown(node));
            }
            issue(Authority.spec(node, certificate(directory.resolve(node + ".pem"))), validity);
        }
        ledger.write();
        writeRevocations();
        return renewed;
    }

    /**
     * Puts all certificates of a node on the list, and its files aside.
     *
     * @return how many certificates
     */
    public int revoke(String node) throws PkiException {
        int count = ledger.revoke(node, now);
        if (count == 0) {
            throw new PkiException(unknown(node));
        }
        ledger.write();
        writeRevocations();
        for (String name : List.of(node + ".pem", node + ".key")) {
            try {
                if (Files.exists(directory.resolve(name))) {
                    Files.move(
                            directory.resolve(name),
                            directory.resolve(name + ".revoked"),
                            StandardCopyOption.REPLACE_EXISTING);
                }
            } catch (IOException e) {
                throw new PkiException(directory.resolve(name) + ": revoked, but can't be put aside: " + e, e);
            }
        }
        return count;
    }

    private String unknown(String node) {
        return "node: '" + node + "' has no certificate of this authority (expected: one of "
                + String.join(", ", ledger.nodes()) + ")";
    }

    private void issue(NodeSpec node, Duration validity) throws PkiException {
        Instant end = checkEnd(validity, now, authority);
        Authority.Issued issued = authority.issue(node, now, end);
        KeyFiles.writeSecret(
                directory.resolve(node.id() + ".key"),
                KeyFiles.pem("PRIVATE KEY", issued.key().getEncoded()));
        KeyFiles.write(directory.resolve(node.id() + ".pem"), pem(issued.certificate()));
        ledger.add(issued.certificate().getSerialNumber(), node.id(), end);
    }

    private static Instant checkEnd(Duration validity, Instant now, Authority authority) throws PkiException {
        Instant end = now.plus(validity);
        if (end.isAfter(authority.ends())) {
            throw new PkiException("days: " + validity.toDays() + " (expected: not beyond the authority's own end, "
                    + authority.ends() + ")");
        }
        return end;
    }

    private void writeAuthority() throws PkiException {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        KeyFiles.writeSecret(
                directory.resolve("ca.key"),
                KeyFiles.pem("PRIVATE KEY", authority.key().getEncoded()));
        KeyFiles.write(directory.resolve("ca.pem"), pem(authority.certificate()));
        KeyFiles.writeSecret(
                directory.resolve("cluster.secret"), Base64.getEncoder().encodeToString(secret) + "\n");
    }

    private void writeRevocations() throws PkiException {
        BigInteger number = BigInteger.valueOf(now.getEpochSecond());
        KeyFiles.write(
                directory.resolve("revoked.pem"),
                KeyFiles.pem("X509 CRL", authority.revoke(ledger.revoked(), number, now)));
    }

    private static void refuseToOverwrite(Path directory, List<String> names) throws PkiException {
        List<String> there = names.stream()
                .filter(name -> Files.exists(directory.resolve(name)))
                .toList();
        if (!there.isEmpty()) {
            throw new PkiException(directory + ": " + String.join(", ", there) + (there.size() == 1 ? " is" : " are")
                    + " there already; nothing was written");
        }
    }

    private static String pem(X509Certificate certificate) throws PkiException {
        try {
            return KeyFiles.pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new PkiException("a certificate can't be encoded: " + e, e);
        }
    }

    private static X509Certificate certificate(Path file) throws PkiException {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            throw new PkiException(file + ": no such file (expected: a directory made by skein cluster init)", e);
        } catch (IOException | GeneralSecurityException e) {
            throw new PkiException(file + ": can't be read: " + e, e);
        }
    }

    private static PrivateKey key(Path file) throws PkiException {
        try {
            String base64 = Files.readString(file).replaceAll("-----[A-Z ]+-----|\\s", "");
            return KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
        } catch (NoSuchFileException e) {
            throw new PkiException(file + ": no such file: bring it back from where the authority's key is kept", e);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            // What the exception says may quote the key.
            throw new PkiException(file + ": not the authority's key (expected: as made by skein cluster init)");
        }
    }
}
