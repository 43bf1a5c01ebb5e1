package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.CookieClient.Answer;
import dev.skein.harness.ScriptedServer;
import dev.skein.telemetry.EventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes agree on keys: a cookie that one has signed binds at all of them, before the key ring, with it, and after. */
class KeyRingIT {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final List<String> ALL = List.of("a", "b", "c");

    @TempDir
    Path directory;

    private final CookieClient client = new CookieClient();

    private void assertHonoured(Trio trio, Answer session) throws IOException, InterruptedException {
        for (String node : ALL) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.ask(trio, node, session.cookie()).server())
                        .as("at %s", node)
                        .isEqualTo(session.server());
            }
        }
    }

    private static String shop(ScriptedServer one, ScriptedServer two) {
        return """
            skein.listeners.http { bind = "127.0.0.1:0" }
            skein.routes = [ { name = shop, match { path-prefix = / }, pool = shop } ]
            skein.pools.shop { servers = [ { address = %s }, { address = %s } ], health { type = off }, affinity { mode = cookie } }
            """.formatted(one.address(), two.address());
    }

    @Test
    void anyNodeHonoursTheCookiesOfAnyOtherWhateverKeySignedThem() throws Exception {
        try (ScriptedServer one = ScriptedServer.answering("one");
                ScriptedServer two = ScriptedServer.answering("two");
                Trio trio = new Trio(directory, shop(one, two))) {
            trio.start("a", "b", "c");
            Answer early = client.session(trio, "two");
            assertHonoured(trio, early);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(client.session(trio, "two").cookie())
                            .as("signed by a key of the ring")
                            .isNotEqualTo(early.cookie()));
            assertThat(ALL).allMatch(id -> Files.exists(trio.data(id).resolve("keyring")));
            assertThat(ALL.stream().flatMap(id -> trio.told(id, EventKind.KEYS_ROTATED).stream()))
                    .singleElement()
                    .asString()
                    .startsWith("version 1: 3 keys, made by node ");
            Answer late = client.session(trio, "two");
            assertHonoured(trio, late);
            assertHonoured(trio, early);
            trio.stop("c");
            Files.delete(trio.data("c").resolve("keyring"));
            Files.deleteIfExists(trio.data("c").resolve("proposed").resolve("keyring"));
            trio.start("c");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(client.ask(trio, "c", late.cookie()))
                            .as("known again, from another node")
                            .isEqualTo(new Answer("two", "")));
        }
    }
}
