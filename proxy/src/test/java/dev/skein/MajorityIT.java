package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.telemetry.EventKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a majority of three nodes decides: who has a role, who votes; and what is left when the majority is not there. */
class MajorityIT {
    private static final Duration SOON = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private Trio trio;

    @BeforeEach
    void make() {
        trio = new Trio(directory, "");
    }

    @AfterEach
    void stopAll() {
        trio.close();
    }

    /** How often a role was taken, less how often it was given up, over all nodes. */
    private long holders(String role) {
        return count(role, EventKind.ROLE_TAKEN) - count(role, EventKind.ROLE_LOST);
    }

    private long count(String role, EventKind kind) {
        return List.of("a", "b", "c").stream()
                .flatMap(id -> trio.told(id, kind).stream())
                .filter(text -> text.startsWith(role + ": by node "))
                .count();
    }

    @Test
    void eachRoleIsTakenByOneNode() {
        trio.start("a", "b", "c");
        await().atMost(SOON).untilAsserted(() -> assertThat(holders("acme")).isEqualTo(1));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(holders("schedules")).isEqualTo(1));
        assertThat(trio.told("a", EventKind.QUORUM_FOUND)).hasSize(1);
        assertThat(trio.told("a", EventKind.VOTERS_CHANGED)).contains("a, b, c: the register knows its voters");
        assertThat(trio.told("a", EventKind.NODE_CONNECTED)).hasSize(2);
        assertThat(trio.told("a", EventKind.REGISTER_NOTE)).isEmpty();
        assertThat(trio.told("a", EventKind.HEARTBEAT_NOTE)).isEmpty();
    }
}
