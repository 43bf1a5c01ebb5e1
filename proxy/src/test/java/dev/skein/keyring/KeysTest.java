package dev.skein.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.cluster.keys.ClusterSecret;
import dev.skein.cluster.keys.KeyPurpose;
import dev.skein.cluster.keys.KeyRing;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeysTest {
    private static final long START = 1_800_000_000_000L;
    private static final byte[] DERIVED = {1, 2, 3};

    private final KeyRing ring = KeyRing.EMPTY.rotated(START, new SecureRandom());
    private final Keys keys = new Keys(new ClusterSecret("correct horse battery staple"), "edge", DERIVED);
    private final List<String> told = new ArrayList<>();

    private static long later(Duration after) {
        return START + after.toMillis();
    }

    @Test
    void withoutARingTheSecretsOwnKeysAreUsed() {
        assertThat(keys.cookies(KeyRing.EMPTY, START)).containsExactly(DERIVED);
        assertThat(keys.heartbeats(KeyRing.EMPTY, START).toString()).isEqualTo("heartbeat keys [0], current 0");
    }

    @Test
    void aFirstKeyIsRecognisedAtOnceAndUsedOnceAllHaveIt() {
        byte[] made = ring.secrets(KeyPurpose.COOKIE, START).getFirst();
        assertThat(keys.cookies(ring, later(Duration.ofSeconds(9)))).containsExactly(DERIVED, made);
        assertThat(keys.cookies(ring, later(Duration.ofSeconds(10)))).containsExactly(made, DERIVED);
        assertThat(keys.heartbeats(ring, later(Duration.ofSeconds(9))).toString())
                .endsWith("current 0");
        assertThat(keys.heartbeats(ring, later(Duration.ofSeconds(10))).toString())
                .doesNotEndWith("current 0");
    }

    @Test
    void aNextKeyIsUsedFromItsTimeOn() {
        long due = later(KeyPurpose.COOKIE.period().minus(Duration.ofHours(1)));
        KeyRing next = ring.rotated(due, new SecureRandom());
        byte[] first = ring.secrets(KeyPurpose.COOKIE, START).getFirst();
        assertThat(keys.cookies(next, due).getFirst()).isEqualTo(first);
        assertThat(keys.cookies(next, later(KeyPurpose.COOKIE.period())).get(1)).isEqualTo(first);
    }

    @Test
    void whoUsesKeysIsToldWhenTheyChangeOnly() {
        keys.start(new Keys.Users(
                cookies -> told.add("cookies " + cookies.size()),
                tickets -> told.add("tickets " + tickets.size()),
                heartbeats -> told.add("heartbeats")));
        keys.use(KeyRing.EMPTY, START);
        assertThat(told).isEmpty();
        keys.use(ring, START);
        keys.use(ring, later(Duration.ofSeconds(1)));
        assertThat(told).containsExactly("cookies 2", "tickets 1", "heartbeats");
        keys.use(ring, later(Duration.ofSeconds(11)));
        assertThat(told).hasSize(6);
    }
}
