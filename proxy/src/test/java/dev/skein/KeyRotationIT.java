package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.cluster.keys.ClusterSecret;
import dev.skein.cluster.keys.KeyPurpose;
import dev.skein.cluster.keys.KeyRingException;
import dev.skein.cluster.keys.KeyRingFile;
import dev.skein.cluster.keys.RingKey;
import dev.skein.harness.ScriptedServer;
import dev.skein.heartbeat.StolenKey;
import dev.skein.model.Ticker;
import dev.skein.telemetry.EventKind;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** New keys in a running cluster: what former ones signed and sealed stays good at all nodes, unless they are revoked. */
@Tag("long")
class KeyRotationIT {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final List<String> ALL = List.of("a", "b", "c");

    @TempDir
    Path directory;

    private final CookieClient client = new CookieClient();

    private static long version(Trio trio, String node) {
        return trio.get(node, "/api/v1/keys").getLong("version");
    }

    private static void rotate(Trio trio, String purpose, boolean revoke) {
        long before = version(trio, "b");
        JsonObject body = new JsonObject().put("purpose", purpose).put("revoke", revoke);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(trio.send("b", "POST", "/api/v1/keys/rotate", body)
                                .getInteger("status"))
                        .isEqualTo(200));
        await().atMost(SOON).untilAsserted(() -> assertThat(ALL).allMatch(node -> version(trio, node) > before));
    }

    private void awaitRecognised(Trio trio, String cookie, boolean good) {
        await().atMost(SOON).untilAsserted(() -> {
            for (String node : ALL) {
                Set<String> servers = new TreeSet<>();
                for (int i = 0; i < 6; i++) {
                    servers.add(client.ask(trio, node, cookie).server());
                }
                assertThat(servers).as("at %s", node).isEqualTo(good ? Set.of("two") : Set.of("one", "two"));
            }
        });
    }

    /** Of somebody who read the key from a node's disk. */
    private static void assertHeartbeatsOfARevokedKeyAreRefused(Trio trio) throws IOException, KeyRingException {
        RingKey known = new KeyRingFile(trio.data("c"), new ClusterSecret("a secret of the cluster edge"), "edge")
                .read()
                .keys(KeyPurpose.HEARTBEAT, Ticker.SYSTEM.epochMillis())
                .getFirst();
        try (DatagramSocket stranger = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            byte[] beat = StolenKey.beat(Long.hashCode(known.id()), known.secret());
            String from = "127.0.0.1:" + stranger.getLocalPort() + " is refused: ";
            awaitNote(trio, stranger, beat, from + "cluster.members does not list it");
            rotate(trio, "heartbeat", true);
            awaitNote(trio, stranger, beat, from + "unknown key");
        }
    }

    private static void awaitNote(Trio trio, DatagramSocket stranger, byte[] beat, String text) {
        InetSocketAddress to = new InetSocketAddress(InetAddress.getLoopbackAddress(), trio.heartbeats("a"));
        await().atMost(SOON).untilAsserted(() -> {
            stranger.send(new DatagramPacket(beat, beat.length, to));
            assertThat(trio.told("a", EventKind.HEARTBEAT_NOTE))
                    .anySatisfy(note -> assertThat(note).contains(text));
        });
    }

    /** Made by the ring's key, which is used once it has surely reached all nodes. */
    private String startedWithACookieOfTheRing(Trio trio) throws Exception {
        trio.start("a");
        // No ring without a majority: whatever the machine does, this one is no ring's.
        String early = client.session(trio, "two").cookie();
        trio.start("b", "c");
        await().atMost(SOON).untilAsserted(() -> assertThat(ALL).allMatch(node -> version(trio, node) == 1));
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(client.session(trio, "two").cookie()).isNotEqualTo(early));
        return client.session(trio, "two").cookie();
    }

    @Test
    void whatFormerKeysMadeOutlivesNewKeysAndNotRevokedOnes() throws Exception {
        try (TicketClient tickets = new TicketClient(directory);
                ScriptedServer one = ScriptedServer.answering("one");
                ScriptedServer two = ScriptedServer.answering("two");
                Trio trio = new Trio(directory, tickets.shop(one, two))) {
            String former = startedWithACookieOfTheRing(trio);
            for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
                tickets.awaitResumes(protocol, trio.node("a"), trio.node("b"));
            }
            rotate(trio, "cookie", false);
            rotate(trio, "ticket", false);
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(client.session(trio, "two").cookie()).isNotEqualTo(former));
            awaitRecognised(trio, former, true);
            tickets.assertStillResumes("TLSv1.2", trio.node("c"));
            tickets.assertStillResumes("TLSv1.3", trio.node("c"));
            rotate(trio, "cookie", true);
            awaitRecognised(trio, former, false);
            for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
                List<SSLContext> sessions = tickets.begun(protocol, trio.node("a"), 20);
                rotate(trio, "ticket", true);
                tickets.awaitResumesNoMore(sessions, protocol, trio.node("c"));
                tickets.awaitResumes(protocol, trio.node("a"), trio.node("b"));
            }
            assertHeartbeatsOfARevokedKeyAreRefused(trio);
            assertThat(trio.told("b", EventKind.KEYS_ROTATED)).hasSizeGreaterThanOrEqualTo(3);
            assertThat(trio.send("b", "POST", "/api/v1/keys/rotate", new JsonObject().put("purpose", "x"))
                            .getString("detail"))
                    .isEqualTo("purpose: x (expected: cookie, heartbeat or ticket)");
        }
    }
}
