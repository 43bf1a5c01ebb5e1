package dev.skein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.skein.telemetry.EventKind;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong between nodes, and what a node says about it. */
class ClusterTroubleIT {
    private static final Duration SOON = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    /** It opens nothing before it has read what a majority decided. */
    private void assertRefusesToStart(String file, String text) throws IOException {
        try (Trio trio = new Trio(directory, "")) {
            Path damaged = Files.createDirectories(trio.data("a")).resolve(file);
            Files.createDirectories(damaged.getParent());
            Files.writeString(damaged, "not what it was, not what it was, not what it was, not what it was");
            assertThatThrownBy(() -> trio.start("a"))
                    .hasRootCauseInstanceOf(Exception.class)
                    .hasMessageContaining(file)
                    .hasMessageContaining(text);
            assertThat(damaged).content().startsWith("not what it was");
        }
    }

    @Test
    void aDamagedRegisterIsNeverTakenForAnEmptyOne() throws IOException {
        assertRefusesToStart("register", "move it away and start again: the other voters then admit this node anew");
    }

    @Test
    void aDamagedKeyRingIsNeverTakenForAnEmptyOne() throws IOException {
        assertRefusesToStart("keyring", "bring back a copy of the file, or remove it");
    }

    @Test
    void garbageOnTheHeartbeatsPortIsToldOnceAndHarmsNothing() throws IOException {
        try (Trio trio = new Trio(directory, "").start("a");
                DatagramSocket stranger = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            byte[] garbage = "garbage".getBytes(StandardCharsets.UTF_8);
            InetSocketAddress to = new InetSocketAddress(InetAddress.getLoopbackAddress(), trio.heartbeats("a"));
            for (int i = 0; i < 100; i++) {
                stranger.send(new DatagramPacket(garbage, garbage.length, to));
            }
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(trio.heartbeatNotes("a"))
                            .singleElement()
                            .asString()
                            .endsWith("is refused: no heartbeat"));
        }
    }

    @Test
    void aNodeThatNobodyListsIsRefusedWithALineOnBothSides() {
        try (Trio trio = new Trio(directory, "").start("a", "e")) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(trio.heartbeatNotes("a"))
                            .singleElement()
                            .asString()
                            .startsWith("a: heartbeat: node e at 127.0.0.2:")
                            .endsWith("is refused: cluster.members does not list it"));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(trio.told("a", EventKind.PEER_REFUSED))
                            .contains("a: link: 127.0.0.2: refused: node e is not among skein.cluster.members: none of"
                                    + " them is at 127.0.0.2"));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(trio.told("e", EventKind.PEER_REFUSED))
                            .anyMatch(text ->
                                    text.startsWith("e: link: 127.0.0.1: node a refused this node: node e is")));
            assertThat(trio.told("a", EventKind.NODE_CONNECTED)).isEmpty();
            assertThat(trio.told("e", EventKind.NODE_CONNECTED)).isEmpty();
        }
    }
}
