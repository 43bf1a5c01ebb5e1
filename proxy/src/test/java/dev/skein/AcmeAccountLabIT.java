package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.telemetry.EventKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An authority that makes accounts only for who is known to it: Debian's {@code pebble}. */
@Tag("long")
class AcmeAccountLabIT {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final String KEY = "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W";

    private static String settings(Pebble pebble, String eab) {
        return pebble.settings("challenge = tls-alpn-01\n" + eab) + """
            skein.listeners.https { bind = "127.0.0.1:%d", tls { certificates = [ { acme = [ a.test ] } ] } }
            skein.routes = [ { name = all, respond { status = 200 } } ]
            """.formatted(pebble.tlsPort());
    }

    private static boolean told(NodeUnderTest node, EventKind kind) {
        return node.journal().stream().anyMatch(event -> event.kind() == kind);
    }

    @Test
    void theAccountIsBoundToTheOneThatTheOperatorHas(@TempDir Path directory) throws Exception {
        try (Pebble pebble = Pebble.binding(directory, 3600, "kid-1", KEY)) {
            pebble.name("a.test", "127.0.0.1");
            Path refused = Files.createDirectory(directory.resolve("refused"));
            try (NodeUnderTest node = NodeUnderTest.start(refused, settings(pebble, ""))) {
                await().atMost(SOON).until(() -> told(node, EventKind.CERTIFICATE_FAILED));
                assertThat(told(node, EventKind.CERTIFICATE_ISSUED)).isFalse();
            }
            Path known = Files.createDirectory(directory.resolve("known"));
            String eab = "eab { kid = kid-1, key = \"" + KEY + "\" }";
            try (NodeUnderTest node = NodeUnderTest.start(known, settings(pebble, eab))) {
                await().atMost(SOON).until(() -> told(node, EventKind.CERTIFICATE_ISSUED));
                assertThat(node.journal().toString()).doesNotContain(KEY);
            }
        }
    }
}
