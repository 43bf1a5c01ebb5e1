package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.cli.pki.AuthorityDirectory;
import dev.skein.cli.pki.NodeSpec;
import dev.skein.cli.pki.PkiException;
import dev.skein.cluster.trust.TestAuthority;
import dev.skein.cluster.trust.TlsFiles;
import dev.skein.telemetry.EventKind;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a cluster is given that is wrong, with real nodes; more of it is in {@link ClusterTroubleIT} (damaged register and key
 * ring, garbage, a node that nobody listed), {@code JournalIT} (a full disk) and {@code GridRefusalIT}.
 */
class ClusterBadInputIT {
    private static final Duration SOON = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private static void awaitTold(Trio trio, String id, EventKind kind, String... parts) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(trio.told(id, kind))
                        .anySatisfy(text -> assertThat(text).contains(parts)));
    }

    private static void awaitQuorum(Trio trio, String id) {
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(trio.told(id, EventKind.QUORUM_FOUND)).isNotEmpty());
    }

    private static String tls(TlsFiles files) {
        return "skein.cluster.tls { ca = \"%s\", cert = \"%s\", key = \"%s\" }%n"
                .formatted(files.ca(), files.cert(), files.key());
    }

    @Test
    void aNodeWithAnotherSecretIsRefusedAndSaysSo() {
        try (Trio trio = new Trio(directory, "")) {
            trio.change("b", "skein.cluster.secret = \"quite another secret than theirs\"");
            trio.start("a", "b");
            awaitTold(trio, "a", EventKind.HEARTBEAT_NOTE, "is refused: wrong key");
            awaitTold(trio, "b", EventKind.HEARTBEAT_NOTE, "is refused: wrong key");
            assertThat(trio.told("a", EventKind.QUORUM_FOUND)).isEmpty();
        }
    }

    @Test
    void aNodeOfAnotherAuthorityIsRefusedOnBothSides() {
        try (Trio trio = new Trio(directory, "")) {
            TestAuthority other = new TestAuthority(TestAuthority.below(directory, "other"), "edge");
            trio.change("b", tls(other.issue("b")));
            trio.start("a", "b");
            awaitTold(trio, "b", EventKind.PEER_REFUSED, "not of this cluster's authority");
            awaitTold(trio, "a", EventKind.PEER_REFUSED, "refused");
            assertThat(trio.told("a", EventKind.NODE_CONNECTED)).isEmpty();
            assertThat(trio.told("a", EventKind.NODE_JOINED)).isEmpty();
        }
    }

    @Test
    void aNodeWhoseCertificateHasExpiredServesAloneAndIsRefusedByName() throws IOException {
        try (Trio trio = new Trio(directory, "")) {
            TlsFiles issued = trio.authority()
                    .issue("b", builder -> builder.notAfter(Instant.now().minus(Duration.ofDays(1))));
            // What the configuration of b names by itself is issued anew.
            Path cert = Files.copy(issued.cert(), directory.resolve("expired.pem"));
            Path key = Files.copy(issued.key(), directory.resolve("expired.key"), StandardCopyOption.COPY_ATTRIBUTES);
            trio.change("b", tls(new TlsFiles(issued.ca(), cert, key, null)));
            trio.start("a", "b");
            awaitTold(trio, "a", EventKind.PEER_REFUSED, "expired");
            assertThat(trio.told("a", EventKind.NODE_JOINED)).isEmpty();
            assertThat(trio.told("a", EventKind.NODE_CONNECTED)).isEmpty();
            assertThat(trio.get("b", "/api/v1/nodes").getInteger("status")).isEqualTo(200);
        }
    }

    @Test
    void aNodeWhoseCertificateWasRevokedIsRefusedByName() throws IOException, PkiException {
        Path made = directory.resolve("made");
        List<NodeSpec> nodes = List.of(NodeSpec.parse("a=127.0.0.1"), NodeSpec.parse("b=127.0.0.1"));
        AuthorityDirectory authority = AuthorityDirectory.init(made, "edge", nodes, Duration.ofDays(30), Instant.now());
        Path cert = Files.copy(made.resolve("b.pem"), directory.resolve("stolen.pem"));
        Path key =
                Files.copy(made.resolve("b.key"), directory.resolve("stolen.key"), StandardCopyOption.COPY_ATTRIBUTES);
        authority.revoke("b");
        try (Trio trio = new Trio(directory, "")) {
            Path ca = made.resolve("ca.pem");
            String list = "skein.cluster.tls.revoked = \"" + made.resolve("revoked.pem") + "\"\n";
            trio.change("a", tls(new TlsFiles(ca, made.resolve("a.pem"), made.resolve("a.key"), null)) + list);
            trio.change("b", tls(new TlsFiles(ca, cert, key, null)));
            trio.start("a", "b");
            awaitTold(trio, "a", EventKind.PEER_REFUSED, "was revoked");
            assertThat(trio.told("a", EventKind.NODE_JOINED)).isEmpty();
            assertThat(trio.told("a", EventKind.NODE_CONNECTED)).isEmpty();
        }
    }

    @Test
    void twoNodesWithOneIdAreToldApartAndTheSecondIsKeptOut() {
        try (Trio trio = new Trio(directory, "")) {
            TlsFiles twin = trio.authority().issue("b");
            trio.change("d", "skein.node.id = b\n" + tls(twin));
            trio.start("a", "b");
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(trio.told("a", EventKind.NODE_JOINED)).hasSize(1));
            trio.start("d");
            awaitTold(trio, "d", EventKind.PEER_REFUSED, "its id 'b' is that of");
            awaitTold(
                    trio,
                    "a",
                    EventKind.PEER_REFUSED,
                    "its id 'b' is that of the node at 127.0.0.1:" + trio.gridPort("b"));
            awaitTold(trio, "a", EventKind.HEARTBEAT_NOTE, "two nodes call themselves b");
        }
    }

    @Test
    void clocksFiveMinutesApartAreToldAndHarmNothing() {
        try (Trio trio = new Trio(directory, "")) {
            trio.ahead("b", TimeUnit.MINUTES.toMillis(5));
            trio.start("a", "b");
            awaitQuorum(trio, "a");
            awaitTold(trio, "a", EventKind.CLOCKS_APART, "b: its clock is", "s ahead of this node's");
            awaitTold(trio, "b", EventKind.CLOCKS_APART, "a: its clock is", "s behind this node's");
            await().atMost(SOON).untilAsserted(() -> {
                List<String> shown = events(trio, "a");
                assertThat(shown).isEqualTo(events(trio, "b"));
                assertThat(shown).anyMatch(event -> event.startsWith("a clocks-apart"));
            });
        }
    }

    private static List<String> events(Trio trio, String id) {
        return Trio.objects(trio.get(id, "/api/v1/events?after=&limit=1000"), "events").stream()
                .map(event -> event.getString("node") + " " + event.getString("kind") + " " + event.getString("hash"))
                .toList();
    }

    @Test
    void aTypoInTheListOfMembersIsShownAndTheOthersFindEachOther() {
        try (Trio trio = new Trio(directory, "skein.cluster.members += \"no-such-host.invalid:5701\"")) {
            trio.start("a", "b");
            awaitQuorum(trio, "a");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(Trio.objects(trio.get("a", "/api/v1/nodes"), "unreached"))
                            .anyMatch(one -> one.getString("address").contains("no-such-host.invalid")
                                    && !one.getString("reason").isEmpty()));
        }
    }

    @Test
    void takenPortsForTheOtherNodesAreToldAndTheNodeServesAndTakesThemOnceTheyAreFree() throws IOException {
        try (Trio trio = new Trio(directory, "")) {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            try (DatagramSocket beats = new DatagramSocket(new InetSocketAddress(loopback, trio.heartbeats("a")));
                    ServerSocket link = new ServerSocket(trio.heartbeats("a"), 1, loopback);
                    ServerSocket grid = new ServerSocket(trio.gridPort("a"), 1, loopback)) {
                trio.start("a", "b");
                awaitTold(trio, "a", EventKind.CLUSTER_PORT_FAILED, "link: ", ":" + link.getLocalPort());
                awaitTold(
                        trio,
                        "a",
                        EventKind.CLUSTER_PORT_FAILED,
                        "heartbeats",
                        "udp 127.0.0.1:" + beats.getLocalPort());
                assertThat(grid.isBound()).isTrue();
                awaitTold(trio, "a", EventKind.GRID_FAILED, "the port of the grid is taken");
                assertThat(trio.get("a", "/api/v1/status").getInteger("status", 200))
                        .isEqualTo(200);
            }
            awaitTold(trio, "a", EventKind.CLUSTER_PORT_OPENED, "link");
            awaitTold(trio, "a", EventKind.CLUSTER_PORT_OPENED, "heartbeats");
            awaitQuorum(trio, "a");
            assertThat(trio.told("a", EventKind.CLUSTER_PORT_FAILED)).hasSize(2);
        }
    }

    /** Where the register can't be written, nothing is decided, and nothing breaks. */
    @Test
    @Tag("long")
    void aDiskThatTakesNothingRefusesChangesAndGoesOnWhenThereIsRoom() throws IOException {
        try (Trio trio = new Trio(directory, "").start("a", "b")) {
            awaitQuorum(trio, "a");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(trio.told("a", EventKind.KEYS_ROTATED)
                                            .size()
                                    + trio.told("b", EventKind.KEYS_ROTATED).size())
                            .isEqualTo(1));
            for (String id : List.of("a", "b")) {
                Files.createDirectories(trio.data(id).resolve("register.next").resolve("full"));
            }
            JsonObject remove = trio.send("a", "DELETE", "/api/v1/voters/c", null);
            assertThat(remove.getInteger("status")).isEqualTo(503);
            assertThat(trio.get("a", "/api/v1/cluster").getJsonObject("quorum").getBoolean("heard"))
                    .isTrue();
            awaitTold(trio, "a", EventKind.REGISTER_NOTE, "register");
            for (String id : List.of("a", "b")) {
                Files.delete(trio.data(id).resolve("register.next").resolve("full"));
                Files.delete(trio.data(id).resolve("register.next"));
            }
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(trio.send("a", "DELETE", "/api/v1/voters/c", null)
                                    .getInteger("status"))
                            .isIn(200, 409));
            assertThat(Trio.objects(trio.get("a", "/api/v1/voters"), "voters")).hasSize(2);
        }
    }
}
