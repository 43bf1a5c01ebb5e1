package dev.skein.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.admission.BreakerState;
import dev.skein.admission.CircuitBreaker;
import dev.skein.balance.ServerLoad;
import dev.skein.control.Nodes.Node;
import dev.skein.snapshot.Pool;
import dev.skein.snapshot.Server;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits of a pool on three nodes. */
class SharedLimitsTest {
    private static final int PLACES = 100;
    private static final String POOL = """
        servers = [ { id = s1, address = "127.0.0.1:9001", max-connections = 100 } ]
        circuit-breaker { failure-ratio = 0.5, min-requests = 10, open = 10s, trials = 2 }
        """;

    private final Nodes nodes;

    SharedLimitsTest(@TempDir Path directory) {
        this.nodes = new Nodes(directory, 3, POOL);
        List.of("a", "b", "c").forEach(nodes::join);
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    private static Pool pool(Node node) {
        return Objects.requireNonNull(node.snapshots.current().pools().get("shop"));
    }

    private static Server server(Node node) {
        return pool(node).view().servers().getFirst();
    }

    private static int take(Node node, int most) {
        ServerLoad load = server(node).load();
        return (int) IntStream.range(0, most)
                .filter(i -> load.tryAcquire(server(node).maxConnections()))
                .count();
    }

    private int held() {
        return nodes.all().stream()
                .mapToInt(node -> server(node).load().acquired())
                .sum();
    }

    private Node node(String id) {
        return nodes.all().stream()
                .filter(node -> node.id.equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void placesAtAServerAreNeverMoreThanItHasAndGoToWhoNeedsThem() {
        nodes.rounds(3);
        for (int round = 0; round < 20; round++) {
            take(node("a"), 100);
            take(node("b"), 8 - server(node("b")).load().acquired());
            nodes.round();
            assertThat(held()).isLessThanOrEqualTo(PLACES);
        }
        assertThat(server(node("b")).load().acquired()).isGreaterThanOrEqualTo(8);
        assertThat(server(node("a")).load().acquired()).isGreaterThan(60);
        assertThat(held()).isGreaterThan(70);
    }

    @Test
    void placesInUseAreNotTakenAway() {
        nodes.rounds(3);
        for (int round = 0; round < 20; round++) {
            take(node("a"), 100);
            nodes.round();
        }
        int before = server(node("a")).load().acquired();
        for (int round = 0; round < 20; round++) {
            take(node("b"), 100);
            take(node("c"), 100);
            nodes.round();
            assertThat(held()).isLessThanOrEqualTo(PLACES);
        }
        for (int i = 0; i < before; i++) {
            server(node("a")).load().release();
        }
        for (int round = 0; round < 40; round++) {
            take(node("b"), 100);
            take(node("c"), 100);
            nodes.round();
            assertThat(held()).isLessThanOrEqualTo(PLACES);
        }
        assertThat(held()).isGreaterThan(70);
    }

    @Test
    void whoIsCutOffUsesAnEqualPart() {
        nodes.rounds(3);
        nodes.cutOff(node("a"));
        nodes.rounds(3);
        assertThat(server(node("a")).maxConnections()).isBetween(1, PLACES / 3);
    }

    private CircuitBreaker breaker(String node) {
        return Objects.requireNonNull(pool(node(node)).breaker());
    }

    private void fail(String node) {
        for (int i = 0; i < 10; i++) {
            long permit = breaker(node).admit(nodes.nanos);
            breaker(node).failed(0, permit, nodes.nanos);
        }
    }

    @Test
    void aCircuitThatOneNodeOpenedIsOpenOnAllUntilItsTrialsSucceed() {
        nodes.rounds(3);
        fail("a");
        nodes.round();
        assertThat(List.of("a", "b", "c"))
                .allSatisfy(id -> assertThat(breaker(id).state()).isInstanceOf(BreakerState.Open.class));
        assertThat(node("b").journal("node a found that it fails too often")).hasSize(1);
        nodes.rounds(5);
        assertThat(breaker("b").admit(nodes.nanos)).isEqualTo(CircuitBreaker.REFUSED);
        for (int trial = 0; trial < 2; trial++) {
            breaker("a").succeeded(0, breaker("a").admit(nodes.nanos), nodes.nanos);
        }
        nodes.round();
        assertThat(List.of("a", "b", "c"))
                .allSatisfy(id -> assertThat(breaker(id).state()).isInstanceOf(BreakerState.Closed.class));
    }

    @Test
    void aCircuitWhoseFinderIsGoneIsTriedByTheOthers() {
        nodes.rounds(3);
        fail("a");
        nodes.round();
        nodes.kill(node("a"));
        nodes.rounds(11);
        assertThat(breaker("b").admit(nodes.nanos)).isNotEqualTo(CircuitBreaker.REFUSED);
    }
}
