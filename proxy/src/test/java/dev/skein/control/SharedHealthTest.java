package dev.skein.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.control.Nodes.Node;
import dev.skein.model.Health;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several nodes that check one pool together. */
class SharedHealthTest {
    private static final List<String> NAMES = List.of("a", "b", "c", "d", "e");
    private static final List<String> SERVERS = List.of("s1", "s2", "s3", "s4", "s5", "s6");
    private static final String POOL = SERVERS.stream()
                    .map(id -> "{ id = " + id + ", address = \"127.0.0.1:" + (9000 + id.charAt(1)) + "\" }")
                    .collect(Collectors.joining(",", "servers = [", "]"))
            + "\nhealth { path = /, interval = 2s }, passive { consecutive-failures = 5 }";

    private final Nodes nodes;

    SharedHealthTest(@TempDir Path directory) {
        this.nodes = new Nodes(directory, 3, POOL);
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    private void join(int count) {
        NAMES.subList(0, count).forEach(nodes::join);
        nodes.rounds(3);
    }

    private List<Health> health(String server) {
        return nodes.all().stream().map(node -> node.server(server).health()).toList();
    }

    private Set<String> probers(String server) {
        return nodes.all().stream().filter(watches(server)).map(node -> node.id).collect(Collectors.toSet());
    }

    private static Predicate<Node> watches(String server) {
        return node ->
                node.targets.keySet().stream().anyMatch(key -> key.server().equals(server));
    }

    private Node notProber(String server) {
        return nodes.all().stream().filter(watches(server).negate()).findFirst().orElseThrow();
    }

    private Node prober(String server) {
        return nodes.all().stream().filter(watches(server)).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void checksOfAServerDoNotGrowWithTheNodes(int count) {
        join(count);
        nodes.all().forEach(node -> node.checks = 0);
        nodes.rounds(10);
        assertThat(nodes.all().stream().mapToInt(node -> node.checks).sum()).isEqualTo(10 * 2 * SERVERS.size());
        SERVERS.forEach(server -> assertThat(health(server)).containsOnly(Health.UP));
    }

    @Test
    void aServerThatItsProbersFindDownIsDownForAll() {
        join(3);
        nodes.unreachable("*", "s1");
        nodes.rounds(3);
        assertThat(health("s1")).containsOnly(Health.DOWN);
        assertThat(health("s2")).containsOnly(Health.UP);
        Node other = notProber("s1");
        String by = String.join(", ", probers("s1").stream().sorted().toList());
        assertThat(other.journal("(found by " + by + ")")).last().asString().contains("3 probes failed");
        nodes.unreachable("*");
        nodes.rounds(2);
        assertThat(health("s1")).containsOnly(Health.UP);
    }

    @Test
    void whatOneNodeCannotReachIsAvoidedThereOnlyAndAThirdLooksAtOnce() {
        join(3);
        Node third = notProber("s1");
        Node cut = prober("s1");
        nodes.unreachable(cut.id, "s1");
        int before = third.checks;
        nodes.rounds(3);
        assertThat(third.checks).isGreaterThan(before);
        assertThat(probers("s1")).hasSize(3);
        assertThat(cut.server("s1").health()).isEqualTo(Health.DOWN);
        assertThat(cut.server("s1").reason())
                .startsWith("unreachable from here: ")
                .contains("reached by ");
        assertThat(nodes.all().stream().filter(node -> !node.id.equals(cut.id)))
                .allSatisfy(node -> assertThat(node.server("s1").health()).isEqualTo(Health.UP));
        nodes.unreachable(cut.id);
        nodes.rounds(2);
        assertThat(probers("s1")).hasSize(2);
        assertThat(health("s1")).containsOnly(Health.UP);
    }

    /** Two nodes checked it for all while it had an address; behind a path each has another one. */
    @Test
    void aServerThatMovesBehindAPathIsCheckedByEachNode() {
        join(5);
        assertThat(probers("s1")).hasSize(2);
        nodes.change(POOL.replace("127.0.0.1:9049", "unix:/run/s1.sock"));
        nodes.rounds(3);
        assertThat(probers("s1")).hasSize(5);
        assertThat(health("s1")).containsOnly(Health.UP);
        nodes.change(POOL);
        nodes.rounds(3);
        assertThat(probers("s1")).hasSize(2);
    }

    @Test
    void withTwoNodesATieIsNoMajority() {
        join(2);
        nodes.unreachable("a", "s1");
        nodes.rounds(3);
        assertThat(health("s1")).containsExactly(Health.DOWN, Health.UP);
    }

    @Test
    void aServerEjectedByOneNodesTrafficIsCheckedAtOnceAndAvoidedByTheOthersWhenMostSaySo() {
        join(3);
        Node first = notProber("s1");
        int before = nodes.all().stream().mapToInt(node -> node.checks).sum();
        first.traffic("s1", 5);
        nodes.settle();
        assertThat(nodes.all().stream().mapToInt(node -> node.checks).sum()).isEqualTo(before + 2);
        assertThat(first.server("s1").health()).isEqualTo(Health.EJECTED);
        Node second = prober("s1");
        assertThat(second.server("s1").health()).isEqualTo(Health.UP);
        second.traffic("s1", 5);
        nodes.settle();
        assertThat(health("s1")).containsOnly(Health.EJECTED);
        nodes.rounds(20);
        assertThat(health("s1")).containsOnly(Health.UP);
    }

    @Test
    void whatADeadNodeFoundCountsUntilItsSuccessorHasLooked() {
        join(3);
        nodes.unreachable("*", "s1");
        nodes.rounds(3);
        Node dead = prober("s1");
        nodes.kill(dead);
        assertThat(health("s1")).containsOnly(Health.DOWN);
        nodes.rounds(3);
        assertThat(probers("s1")).hasSize(2);
        assertThat(nodes.all())
                .allSatisfy(node -> assertThat(node.cluster.facts().all("health"))
                        .noneMatch(fact -> fact.key().author().equals(dead.id)));
        nodes.unreachable("*");
        nodes.rounds(2);
        assertThat(health("s1")).containsOnly(Health.UP);
    }

    @Test
    void aNewProberBeginsWithWhatTheOthersKnow() {
        join(2);
        nodes.unreachable("*", "s1");
        nodes.rounds(3);
        nodes.join("c");
        nodes.join("d");
        nodes.join("e");
        nodes.rounds(2);
        assertThat(health("s1")).containsOnly(Health.DOWN);
        assertThat(nodes.all())
                .allSatisfy(
                        node -> assertThat(node.journal("first probe failed")).hasSizeLessThan(2));
        nodes.unreachable("*");
        nodes.round();
        assertThat(health("s1")).doesNotContain(Health.UP);
        nodes.round();
        assertThat(health("s1")).containsOnly(Health.UP);
    }

    @Test
    void aNodeThatIsCutOffChecksEverythingItself() {
        join(3);
        Node alone = notProber("s1");
        nodes.cutOff(alone);
        nodes.unreachable(alone.id, "s1");
        nodes.rounds(3);
        assertThat(alone.targets).hasSize(SERVERS.size());
        assertThat(alone.server("s1").health()).isEqualTo(Health.DOWN);
        assertThat(alone.server("s2").health()).isEqualTo(Health.UP);
        nodes.unreachable(alone.id);
        nodes.join(alone);
        nodes.rounds(3);
        assertThat(nodes.all().stream().mapToInt(node -> node.targets.size()).sum())
                .isEqualTo(2 * SERVERS.size());
        SERVERS.forEach(server -> assertThat(health(server)).containsOnly(Health.UP));
    }

    @Test
    void aNodeThatReachesNothingWhileOthersDoKnowsItAndOneAmongManyDoesNot() {
        join(3);
        assertThat(nodes.all()).noneMatch(node -> node.state.sharing.stranded());
        nodes.unreachable("a", SERVERS.toArray(String[]::new));
        nodes.rounds(4);
        assertThat(nodes.all().stream().filter(node -> node.state.sharing.stranded()))
                .extracting(node -> node.id)
                .containsExactly("a");

        // Then it is the servers, not the node.
        nodes.unreachable("*", SERVERS.toArray(String[]::new));
        nodes.rounds(4);
        assertThat(nodes.all()).noneMatch(node -> node.state.sharing.stranded());
    }
}
