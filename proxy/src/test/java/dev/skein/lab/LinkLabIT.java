package dev.skein.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.cluster.trust.TestAuthority;
import dev.skein.lab.Lab.Direction;
import dev.skein.lab.Lab.Network;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three machines' links over a network that is cut and healed. */
@Tag("lab")
class LinkLabIT {
    private static final List<String> IDS = List.of("a", "b", "c");

    @TempDir
    Path directory;

    private Lab lab;
    private final Map<String, LabProcess> peers = new TreeMap<>();

    @BeforeEach
    void connectThree() {
        lab = Lab.up(3, 0);
        TestAuthority authority = new TestAuthority(directory, "ours");
        String[] all = IDS.stream().map(id -> Lab.address(id, Network.CLUSTER)).toArray(String[]::new);
        for (String id : IDS) {
            authority.issue(id);
            peers.put(
                    id,
                    lab.java(
                            id,
                            LinkPeer.class,
                            directory.toString(),
                            id,
                            Lab.address(id, Network.CLUSTER),
                            all[0],
                            all[1],
                            all[2]));
        }
        assertConnected("a", "b");
        assertConnected("a", "c");
        assertConnected("b", "c");
    }

    @AfterEach
    void down() {
        lab.close();
    }

    private LabProcess peer(String id) {
        return Objects.requireNonNull(peers.get(id));
    }

    private boolean sees(String from, String to) {
        String last = "";
        for (String line : peer(from).lines()) {
            last = line.startsWith("+ " + to) || line.startsWith("- " + to) ? line : last;
        }
        return last.startsWith("+");
    }

    private void assertConnected(String one, String two) {
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(sees(one, two) && sees(two, one))
                        .as(
                                "%s and %s: %s %s",
                                one, two, peer(one).lines(), peer(two).lines())
                        .isTrue());
    }

    private void assertParted(String one, String two) {
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(sees(one, two) || sees(two, one))
                        .as(
                                "%s and %s: %s %s",
                                one, two, peer(one).lines(), peer(two).lines())
                        .isFalse());
    }

    @Test
    void aCutIsNoticedByBothSidesAndHealedByItself() {
        lab.cut("a", Network.CLUSTER, Direction.BOTH);
        assertParted("a", "b");
        assertParted("a", "c");
        assertThat(sees("b", "c") && sees("c", "b")).isTrue();
        assertThat(peer("b").lines()).anyMatch(line -> line.startsWith("- a silent for "));

        lab.heal("a", Network.CLUSTER);
        assertConnected("a", "b");
        assertConnected("a", "c");
    }

    @Test
    void aNodeThatHearsButIsNotHeardIsGivenUpByBothSides() {
        lab.cut("a", Network.CLUSTER, Direction.OUT);
        assertParted("a", "b");
        lab.heal();
        assertConnected("a", "b");
    }

    @Test
    void thePublicNetworkIsNotTheClusters() {
        lab.unplug("a", Network.PUBLIC);
        lab.cut("b", Network.CLUSTER, Direction.BOTH);
        assertParted("b", "c");
        assertThat(sees("a", "c") && sees("c", "a")).isTrue();
    }

    @Test
    void aFrozenProcessIsGivenUpAndIsBackWhenItThaws() {
        lab.freeze(peer("b"));
        await().atMost(Duration.ofSeconds(40)).until(() -> !sees("a", "b") && !sees("c", "b"));
        lab.thaw(peer("b"));
        assertConnected("a", "b");
        assertConnected("c", "b");
    }

    @Test
    void aKilledProcessIsMissedAtOnceByTheEndOfItsConnection() {
        lab.kill(peer("c"));
        await().atMost(Duration.ofSeconds(40)).until(() -> !sees("a", "c") && !sees("b", "c"));
        assertThat(peer("a").lines()).noneMatch(line -> line.startsWith("- c silent"));
    }
}
