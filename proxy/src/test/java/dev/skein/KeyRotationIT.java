package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.harness.ScriptedServer;
import dev.skein.telemetry.EventKind;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** New keys in a running cluster: what former ones signed and sealed stays good at all nodes, unless they are revoked. */
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

    @Test
    void cookiesAndSessionTicketsOutliveNewKeysAndNotRevokedOnes() throws Exception {
        try (TicketClient tickets = new TicketClient(directory);
                ScriptedServer one = ScriptedServer.answering("one");
                ScriptedServer two = ScriptedServer.answering("two");
                Trio trio = new Trio(directory, tickets.shop(one, two))) {
            trio.start("a", "b", "c");
            await().atMost(SOON).untilAsserted(() -> assertThat(ALL).allMatch(node -> version(trio, node) == 1));
            // Made by the ring's key, which is used once it has surely reached all nodes.
            String early = client.session(trio, "two").cookie();
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(client.session(trio, "two").cookie()).isNotEqualTo(early));
            String former = client.session(trio, "two").cookie();
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
            assertThat(trio.told("b", EventKind.KEYS_ROTATED)).hasSizeGreaterThanOrEqualTo(3);
            assertThat(trio.send("b", "POST", "/api/v1/keys/rotate", new JsonObject().put("purpose", "x"))
                            .getString("detail"))
                    .isEqualTo("purpose: x (expected: cookie, heartbeat or ticket)");
        }
    }
}
