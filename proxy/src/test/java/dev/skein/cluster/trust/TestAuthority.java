package dev.skein.cluster.trust;

import dev.skein.model.Ticker;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** An authority made for one test, and the files of the nodes that it vouches for. */
public final class TestAuthority {
    public static final String CLUSTER = "edge";

    final X509Bundle bundle;
    private final Path directory;

    /** @param directory gets NAME-ca.pem and the nodes' files */
    public TestAuthority(Path directory, String name) {
        this.directory = directory;
        try {
            this.bundle = new CertificateBuilder()
                    .subject("CN=" + name)
                    .notBefore(Instant.now().minus(Duration.ofDays(1000)))
                    .notAfter(Instant.now().plus(Duration.ofDays(1000)))
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
            Files.writeString(directory.resolve("ca.pem"), bundle.getCertificatePEM());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A good certificate for a node: its URI, both uses, a year. */
    static CertificateBuilder builder(String node) {
        Instant now = Instant.now();
        return new CertificateBuilder()
                .subject("CN=" + node)
                .notBefore(now.minus(Duration.ofDays(10)))
                .notAfter(now.plus(Duration.ofDays(365)))
                .addSanUriName(URI.create("skein://" + CLUSTER + "/" + node))
                .addExtendedKeyUsageServerAuth()
                .addExtendedKeyUsageClientAuth();
    }

    /** Writes a node's files and says where they are. */
    public TlsFiles issue(String node) {
        return issue(node, builder(node), Algorithm.ecp256);
    }

    /** One that differs from the good one in something. */
    public TlsFiles issue(String node, UnaryOperator<CertificateBuilder> otherwise) {
        return issue(node, otherwise.apply(builder(node)), Algorithm.ecp256);
    }

    TlsFiles issue(String node, CertificateBuilder builder, Algorithm algorithm) {
        try {
            X509Bundle own = builder.algorithm(algorithm).buildIssuedBy(bundle);
            Path cert = directory.resolve(node + ".pem");
            Path key = directory.resolve(node + ".key");
            Files.deleteIfExists(key);
            Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(key, own.getPrivateKeyPEM());
            Files.writeString(cert, own.getCertificatePEM());
            return new TlsFiles(directory.resolve("ca.pem"), cert, key, null);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A node's trust as of now. */
    public NodeTrust trust(String node) {
        return trust(node, issue(node));
    }

    /** A node's trust out of these files. */
    public static NodeTrust trust(String node, TlsFiles files) {
        try {
            return NodeTrust.load(files, new NodeName(CLUSTER, node), Ticker.SYSTEM);
        } catch (TrustException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A directory below another one. */
    public static Path below(Path directory, String name) {
        try {
            return Files.createDirectories(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
