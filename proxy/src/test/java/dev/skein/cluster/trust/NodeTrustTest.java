package dev.skein.cluster.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.cluster.trust.NodeTrust.Refresh.Result;
import dev.skein.model.Ticker;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NodeTrustTest {
    @TempDir
    Path directory;

    private TestAuthority authority;

    @BeforeEach
    void makeAuthority() {
        authority = new TestAuthority(directory, "ours");
    }

    private static Handshakes.Ended shake(NodeTrust client, NodeTrust server) throws Exception {
        return Handshakes.between(client.engine(true), server.engine(false));
    }

    private static String refusal(@Nullable Throwable failure) {
        return failure == null ? "none" : HandshakeFailure.reason(failure);
    }

    @ParameterizedTest
    @EnumSource(names = {"ecp256", "rsa2048", "ed25519"})
    void membersKnowEachOtherByNameWhateverTheKindOfKey(Algorithm algorithm) throws Exception {
        NodeTrust a = TestAuthority.trust("a", authority.issue("a", TestAuthority.builder("a"), algorithm));
        NodeTrust b = authority.trust("b");
        SSLEngine client = a.engine(true);
        SSLEngine server = b.engine(false);

        Handshakes.Ended ended = Handshakes.between(client, server);

        assertThat(ended.client()).isNull();
        assertThat(ended.server()).isNull();
        assertThat(client.getSession().getProtocol()).isEqualTo("TLSv1.3");
        assertThat(a.peer(client.getSession())).isEqualTo(new Peer.Named(Set.of("b"), true));
        assertThat(b.peer(server.getSession())).isEqualTo(new Peer.Named(Set.of("a"), true));
    }

    @Test
    void anotherAuthoritysNodeIsRefusedByBothSides() throws Exception {
        NodeTrust ours = authority.trust("a");
        NodeTrust theirs = new TestAuthority(TestAuthority.below(directory, "x"), "theirs").trust("b");

        Handshakes.Ended asServer = shake(theirs, ours);
        Handshakes.Ended asClient = shake(ours, theirs);

        assertThat(refusal(asServer.client())).contains("by CN=ours", "not of this cluster's authority");
        assertThat(refusal(asClient.client())).contains("CN=theirs", "not of this cluster's authority");
        assertThat(refusal(asClient.server())).contains("refused this node's certificate");
    }

    @Test
    void aClientOfAnotherAuthorityIsRefusedWithItsCertificatesName() throws Exception {
        NodeTrust ours = authority.trust("a");
        Path x = TestAuthority.below(directory, "x");
        TlsFiles theirs = new TestAuthority(x, "theirs").issue("b");
        // It trusts us, so that only we can refuse.
        Files.writeString(theirs.ca(), "\n" + authority.bundle.getCertificatePEM(), StandardOpenOption.APPEND);

        Handshakes.Ended ended = shake(TestAuthority.trust("b", theirs), ours);

        assertThat(refusal(ended.server())).contains("CN=b", "by CN=theirs", "not of this cluster's authority");
        assertThat(refusal(ended.client())).contains("refused this node's certificate");
    }

    @Test
    void anExpiredCertificateIsRefusedWithItsDate() throws Exception {
        TlsFiles old =
                authority.issue("b", builder -> builder.notAfter(Instant.now().minus(Duration.ofDays(2))));
        NodeTrust b = TestAuthority.trust("b", old);

        Handshakes.Ended ended = shake(authority.trust("a"), b);

        assertThat(refusal(ended.client())).contains("CN=b", " expired ");
        assertThat(refusal(ended.server()))
                .isEqualTo("it refused this node's certificate as expired (or its clock is wrong)");
        assertThat(b.warnings())
                .singleElement()
                .asString()
                .contains("b.pem", "expired", "the other nodes will refuse it");
    }

    @Test
    void aCertificateOfTomorrowAsksForTheClocks() throws Exception {
        TlsFiles early =
                authority.issue("b", builder -> builder.notBefore(Instant.now().plus(Duration.ofHours(5))));

        Handshakes.Ended ended = shake(authority.trust("a"), TestAuthority.trust("b", early));

        assertThat(refusal(ended.client())).contains("is not valid before", "are the clocks right?");
    }

    @Test
    void aCertificateForAnotherClusterOfTheSameAuthorityIsRefused() throws Exception {
        TlsFiles files = authority.issue(
                "b",
                other -> new CertificateBuilder()
                        .subject("CN=b")
                        .notAfter(Instant.now().plus(Duration.ofDays(5)))
                        .addSanDnsName("b")
                        .addSanUriName(URI.create("skein://inner/b")));
        NodeTrust inner = NodeTrust.load(files, new NodeName("inner", "b"), Ticker.SYSTEM);

        Handshakes.Ended ended = shake(authority.trust("a"), inner);

        assertThat(refusal(ended.client())).contains("is for skein://inner/b (expected: cluster edge)");
    }

    @Test
    void withoutAUriTheDnsNamesCount() throws Exception {
        TlsFiles files = authority.issue(
                "b",
                other -> new CertificateBuilder()
                        .subject("CN=b")
                        .notAfter(Instant.now().plus(Duration.ofDays(5)))
                        .addSanDnsName("B")
                        .addSanDnsName("b.internal"));
        NodeTrust a = authority.trust("a");
        SSLEngine client = a.engine(true);

        Handshakes.between(client, TestAuthority.trust("b", files).engine(false));

        Peer peer = a.peer(client.getSession());
        assertThat(peer).isEqualTo(new Peer.Named(Set.of("b", "b.internal"), false));
        assertThat(((Peer.Named) peer).is("B")).isTrue();
        assertThat(((Peer.Named) peer).is("c")).isFalse();
    }

    @Test
    void aCertificateForServersOnlyIsNotOneOfANode() {
        assertThatThrownBy(() -> NodeTrust.load(
                        authority.issue(
                                "b",
                                other -> new CertificateBuilder()
                                        .subject("CN=b")
                                        .notAfter(Instant.now().plus(Duration.ofDays(5)))
                                        .addSanDnsName("b")
                                        .addExtendedKeyUsageServerAuth()),
                        new NodeName("edge", "b"),
                        Ticker.SYSTEM))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("b.pem: ")
                .hasMessageContaining("not for both ends of a connection");
    }

    @Test
    void somebodyWithoutACertificateIsRefused() throws Exception {
        SSLContext bare = SSLContext.getInstance("TLSv1.3");
        bare.init(null, new TrustManager[] {authority.bundle.toTrustManager()}, null);
        SSLEngine client = bare.createSSLEngine();
        client.setUseClientMode(true);

        Handshakes.Ended ended = Handshakes.between(client, authority.trust("a").engine(false));

        assertThat(refusal(ended.server())).isEqualTo("it presented no certificate");
    }

    @Test
    void tls12IsRefused() throws Exception {
        SSLContext old = SSLContext.getInstance("TLSv1.2");
        old.init(
                authority.bundle.toKeyManagerFactory().getKeyManagers(),
                new TrustManager[] {authority.bundle.toTrustManager()},
                null);
        SSLEngine client = old.createSSLEngine();
        client.setUseClientMode(true);
        client.setEnabledProtocols(new String[] {"TLSv1.2"});

        Handshakes.Ended ended = Handshakes.between(client, authority.trust("a").engine(false));

        assertThat(refusal(ended.server())).isEqualTo("it does not speak TLS 1.3");
    }

    @Test
    void theOwnCertificateMustNameTheOwnNode() {
        assertThatThrownBy(() -> NodeTrust.load(authority.issue("a"), new NodeName("edge", "b"), Ticker.SYSTEM))
                .isInstanceOf(TrustException.class)
                .hasMessage(directory.resolve("a.pem")
                        + ": is for node a (expected: the subject alternative name skein://edge/b, or the DNS name b)");
    }

    @Test
    void everyUnusableFileIsNamedWithItsReason() throws Exception {
        TlsFiles good = authority.issue("a");
        TlsFiles other = authority.issue("b");
        Path missing = directory.resolve("missing.pem");
        Path empty = Files.writeString(directory.resolve("empty.pem"), "nothing here\n");
        Path damaged = Files.writeString(
                directory.resolve("damaged.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");

        assertProblem(new TlsFiles(missing, good.cert(), good.key(), null), missing + ": no such file");
        assertProblem(new TlsFiles(good.ca(), empty, good.key(), null), empty + ": no certificate (expected: ");
        assertProblem(new TlsFiles(good.ca(), damaged, good.key(), null), damaged + ": certificate 1 is damaged");
        assertProblem(new TlsFiles(good.ca(), good.cert(), empty, null), empty + ": no private key (expected: PKCS#8");
        assertProblem(
                new TlsFiles(good.ca(), good.cert(), other.key(), null),
                other.key() + ": not the key of " + good.cert());
        assertProblem(new TlsFiles(good.ca(), good.cert(), good.key(), empty), empty + ": no revocation list");
    }

    @Test
    void aKeyInAnotherWrappingSaysHowToConvertItAndNeverShowsIt() throws Exception {
        TlsFiles good = authority.issue("a");
        String secret = Base64.getEncoder().encodeToString("secret key material".getBytes(StandardCharsets.US_ASCII));
        Path old = Files.writeString(
                directory.resolve("old.key"),
                "-----BEGIN EC PRIVATE KEY-----\n" + secret + "\n-----END EC PRIVATE KEY-----\n");
        Path damaged = Files.writeString(
                directory.resolve("damaged.key"),
                "-----BEGIN PRIVATE KEY-----\n" + secret + "\n-----END PRIVATE KEY-----\n");

        assertProblem(
                new TlsFiles(good.ca(), good.cert(), old, null), "found EC PRIVATE KEY: convert it with `openssl");
        assertThatThrownBy(() -> NodeTrust.load(
                        new TlsFiles(good.ca(), good.cert(), damaged, null), new NodeName("edge", "a"), Ticker.SYSTEM))
                .hasMessageContaining("damaged.key: the private key is damaged")
                .hasMessageNotContaining(secret)
                .hasNoCause();
    }

    private static void assertProblem(TlsFiles files, String text) {
        assertThatThrownBy(() -> NodeTrust.load(files, new NodeName("edge", "a"), Ticker.SYSTEM))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining(text);
    }

    @Test
    void aKeyThatOthersMayReadIsWarnedOf() throws Exception {
        TlsFiles files = authority.issue("a");
        Files.setPosixFilePermissions(files.key(), PosixFilePermissions.fromString("rw-r-----"));

        assertThat(TestAuthority.trust("a", files).warnings())
                .containsExactly(files.key()
                        + ": others than its owner may read or write it (rw-r-----; expected: rw-------):"
                        + " chmod 600 it");
    }

    @Test
    void renewedFilesAreForNewConnectionsAndBadOnesChangeNothing() throws Exception {
        TlsFiles files = authority.issue("a");
        NodeTrust trust = TestAuthority.trust("a", files);
        Instant first = trust.ends();
        assertThat(trust.refresh().result()).isEqualTo(Result.UNCHANGED);

        authority.issue("a", builder -> builder.notAfter(Instant.now().plus(Duration.ofDays(700))));
        assertThat(trust.refresh().result()).isEqualTo(Result.RENEWED);
        assertThat(trust.generation()).isEqualTo(1);
        assertThat(trust.ends()).isAfter(first);

        Files.writeString(files.key(), "rubbish");
        NodeTrust.Refresh bad = trust.refresh();
        assertThat(bad.result()).isEqualTo(Result.REFUSED);
        assertThat(bad.text()).contains("a.key: no private key", "the credentials before stay in use");
        assertThat(trust.refresh().result()).as("told once").isEqualTo(Result.UNCHANGED);
        assertThat(trust.generation()).isEqualTo(1);
        assertThat(shake(trust, authority.trust("b")).client()).isNull();
    }

    @Test
    void aTouchedFileIsLookedAtAgain() throws Exception {
        TlsFiles files = authority.issue("a");
        NodeTrust trust = TestAuthority.trust("a", files);
        Files.setLastModifiedTime(files.cert(), FileTime.from(Instant.now().plusSeconds(7)));

        assertThat(trust.refresh().result()).isEqualTo(Result.RENEWED);
    }

    @Test
    void theEndOfACertificateIsToldAtThirtyFourteenSevenOneAndNoDays() throws Exception {
        Instant end = Instant.now().plus(Duration.ofDays(365));
        TlsFiles files = authority.issue("a", builder -> builder.notAfter(end));
        long[] now = {Instant.now().toEpochMilli()};
        Ticker ticker = new Ticker() {
            @Override
            public long nanos() {
                return now[0] * 1_000_000;
            }

            @Override
            public long epochMillis() {
                return now[0];
            }
        };
        NodeTrust trust = NodeTrust.load(files, new NodeName("edge", "a"), ticker);
        StringBuilder told = new StringBuilder();
        for (long hour = -40 * 24; hour < 48; hour++) {
            now[0] = end.plus(Duration.ofHours(hour)).toEpochMilli();
            long left = -hour;
            trust.expiring().forEach(text -> told.append(left).append(text.contains("expires in") ? " " : "! "));
        }
        assertThat(told).hasToString("720 336 168 24 0! ");
    }
}
