package dev.skein.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.cluster.trust.NodeName;
import dev.skein.cluster.trust.NodeTrust;
import dev.skein.cluster.trust.Peer;
import dev.skein.cluster.trust.TlsFiles;
import dev.skein.cluster.trust.TrustException;
import dev.skein.model.Ticker;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterCommandTest {
    @TempDir
    Path base;

    private Path out;
    private final Terminal terminal = new Terminal();

    @BeforeEach
    void chooseDirectory() {
        out = base.resolve("tls");
    }

    private int init(String nodes) {
        return terminal.skein("cluster", "init", "--nodes", nodes, "--out", out.toString());
    }

    private NodeTrust trust(String node) throws TrustException {
        return NodeTrust.load(
                new TlsFiles(
                        out.resolve("ca.pem"),
                        out.resolve(node + ".pem"),
                        out.resolve(node + ".key"),
                        out.resolve("revoked.pem")),
                new NodeName("edge", node),
                Ticker.SYSTEM);
    }

    private X509Certificate[] chain(String file) throws IOException, CertificateException {
        var factory = CertificateFactory.getInstance("X.509");
        return new X509Certificate[] {
            (X509Certificate)
                    factory.generateCertificate(new ByteArrayInputStream(Files.readAllBytes(out.resolve(file))))
        };
    }

    private String mode(String file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(out.resolve(file)));
    }

    @Test
    void initMakesNodesThatTrustEachOtherAndSecretsThatOthersCannotRead() throws Exception {
        assertThat(init("a=10.0.1.1,b=10.0.1.2+b.internal,c")).isEqualTo(ExitCode.OK);

        assertThat(trust("a").warnings()).isEmpty();
        assertThat(trust("b").judge(chain("a.pem"))).isEqualTo(new Peer.Named(Set.of("a"), true));
        assertThat(trust("c").judge(chain("b.pem"))).isEqualTo(new Peer.Named(Set.of("b"), true));
        assertThat(chain("b.pem")[0].getSubjectAlternativeNames().toString())
                .contains("skein://edge/b", "10.0.1.2", "b.internal");
        for (String secret : Set.of("ca.key", "a.key", "b.key", "c.key", "cluster.secret")) {
            assertThat(mode(secret)).as(secret).isEqualTo("rw-------");
        }
        assertThat(Base64.getDecoder()
                        .decode(Files.readString(out.resolve("cluster.secret")).strip()))
                .hasSize(32);
    }

    @Test
    void thePrintedConfigurationIsOneThatCheckLikes() throws Exception {
        init("a=10.0.1.1,b=10.0.1.2,c=10.0.1.3");
        String lines = terminal.out().substring(terminal.out().indexOf("  node {"));
        Path file = base.resolve("skein.conf");
        Files.writeString(
                file,
                "skein {\n"
                        + lines.replace("${?SKEIN_NODE}", "a").replace("${?SKEIN_SECRET}", "0123456789abcdef")
                        + "  listeners { web { bind = \"127.0.0.1:0\" } }\n"
                        + "  pools { all { servers = [ \"127.0.0.1:1\" ] } }\n"
                        + "  routes = [ { name = all, pool = all } ]\n}\n");

        assertThat(terminal.skein("check", "-c", file.toString()))
                .as(terminal.out() + terminal.err())
                .isEqualTo(ExitCode.OK);
        assertThat(terminal.out())
                .doesNotContain(Files.readString(out.resolve("cluster.secret")).strip());
    }

    @Test
    void initRefusesToOverwriteAndWritesNothing() throws Exception {
        init("a,b");
        String before = Files.readString(out.resolve("ca.pem"));
        Files.delete(out.resolve("a.pem"));

        assertThat(init("a,b,c")).isEqualTo(ExitCode.FAILED);

        assertThat(terminal.err())
                .contains(": ca.pem, ca.key, revoked.pem, issued.txt, cluster.secret, a.key, b.pem, b.key are there"
                        + " already; nothing was written");
        assertThat(out.resolve("c.pem")).doesNotExist();
        assertThat(out.resolve("ca.pem")).hasContent(before);
    }

    @Test
    void aNodeThatIsAddedIsTrustedAndOneThatIsRevokedIsNot() throws Exception {
        init("a,b");
        NodeTrust a = trust("a");
        assertThat(terminal.skein("cluster", "add-node", "d=10.0.1.4", "--out", out.toString()))
                .isEqualTo(ExitCode.OK);
        X509Certificate[] first = chain("d.pem");
        assertThat(a.judge(first)).isEqualTo(new Peer.Named(Set.of("d"), true));
        assertThat(terminal.skein("cluster", "renew", "d", "--out", out.toString()))
                .isEqualTo(ExitCode.OK);
        X509Certificate[] second = chain("d.pem");
        assertThat(second[0]).isNotEqualTo(first[0]);

        assertThat(terminal.skein("cluster", "revoke", "d", "--out", out.toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(terminal.out()).contains("revoked 2 certificates of node d");
        assertThat(a.refresh().result()).isEqualTo(NodeTrust.Refresh.Result.RENEWED);

        for (X509Certificate[] chain : List.of(first, second)) {
            assertThat(a.judge(chain)).isInstanceOfSatisfying(Peer.Refused.class, refused -> {
                assertThat(refused.reason()).isEqualTo(Peer.Reason.REVOKED);
                assertThat(refused.text()).contains("CN=d", "was revoked ");
            });
        }
        assertThat(a.judge(chain("b.pem"))).isInstanceOf(Peer.Named.class);
        assertThat(out.resolve("d.key")).doesNotExist();
        assertThat(terminal.skein("cluster", "add-node", "d", "--out", out.toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(a.judge(chain("d.pem"))).isInstanceOf(Peer.Named.class);
    }

    @Test
    void anOwnCertificateThatWasRevokedIsWarnedOf() throws Exception {
        init("a,b");
        NodeTrust a = trust("a");
        byte[] cert = Files.readAllBytes(out.resolve("a.pem"));
        byte[] key = Files.readAllBytes(out.resolve("a.key"));
        terminal.skein("cluster", "revoke", "a", "--out", out.toString());
        Files.write(out.resolve("a.pem"), cert);
        Files.write(out.resolve("a.key"), key);

        a.refresh();

        assertThat(a.warnings().getFirst()).contains("a.pem", "was revoked", "the other nodes will refuse it");
    }

    @Test
    void aListOfAnotherAuthorityIsRefused() throws Exception {
        init("a");
        Path ours = out;
        out = base.resolve("other");
        init("a");
        Files.copy(out.resolve("revoked.pem"), ours.resolve("revoked.pem"), StandardCopyOption.REPLACE_EXISTING);
        out = ours;

        assertThatThrownBy(() -> trust("a"))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("revoked.pem: was not signed by the authority in");
    }

    @Test
    void renewKeepsNamesAndAddressesAndMakesAnotherKey() throws Exception {
        init("a=10.0.1.1+a.internal,b");
        byte[] key = Files.readAllBytes(out.resolve("a.key"));
        Object names = chain("a.pem")[0].getSubjectAlternativeNames();

        assertThat(terminal.skein("cluster", "renew", "--days", "30", "--out", out.toString()))
                .isEqualTo(ExitCode.OK);

        assertThat(chain("a.pem")[0].getSubjectAlternativeNames()).hasToString(names.toString());
        assertThat(Files.readAllBytes(out.resolve("a.key"))).isNotEqualTo(key);
        assertThat(terminal.out()).contains("a.pem", "b.pem", "valid until ");
        assertThat(trust("a").warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cluster init --nodes a,a | --nodes: 'a' twice",
                "cluster init --nodes ca | node: 'ca' (expected: ",
                "cluster init --nodes a/b | node: 'a/b' (expected: ",
                "cluster init --nodes a=1.2.3 | node a: '1.2.3' (expected: an address or a name)",
                "cluster init --name ed:ge | --name: 'ed:ge' (expected: ",
                "cluster init --days 0 | --days: 0 (expected: 1 to 3650)",
                "cluster init --days 3650 | days: 3650 (expected: not beyond the authority's own end",
                "cluster add-node d | ca.pem: no such file (expected: a directory made by skein cluster init)",
            })
    void whatCannotBeIsExplained(String command, String message) {
        String[] words = (command + " --out " + out).split(" ", -1);
        assertThat(terminal.skein(words)).isNotEqualTo(ExitCode.OK);
        assertThat(terminal.err()).contains(message.strip());
        assertThat(out).doesNotExist();
    }

    @Test
    void aDamagedKeyOfTheAuthorityIsNotShown() throws Exception {
        init("a");
        String secret = Base64.getEncoder().encodeToString("what nobody may see".getBytes(StandardCharsets.US_ASCII));
        Files.writeString(
                out.resolve("ca.key"), "-----BEGIN PRIVATE KEY-----\n" + secret + "\n-----END PRIVATE KEY-----\n");

        assertThat(terminal.skein("cluster", "add-node", "d", "--out", out.toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(terminal.err()).contains("ca.key: not the authority's key").doesNotContain(secret);
    }

    @Test
    void anUnknownNodeIsNamedWithThoseThereAre() {
        init("a,b");
        for (String command : List.of("revoke", "renew")) {
            assertThat(terminal.skein("cluster", command, "x", "--out", out.toString()))
                    .isEqualTo(ExitCode.FAILED);
            assertThat(terminal.err())
                    .contains("node: 'x' has no certificate of this authority (expected: one of a, b)");
        }
    }
}
