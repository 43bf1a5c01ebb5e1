package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.cluster.Cluster;
import dev.skein.cluster.MemoryGrid;
import dev.skein.control.Plight;
import dev.skein.control.Plight.Circuit;
import dev.skein.control.Plight.Gate;
import dev.skein.model.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The page of one node says what hinders another one, and which. */
class PlightsTest {
    private static final Plight CALM = new Plight(false, false, 0, Map.of());

    private final List<String> hurts = new ArrayList<>();
    private final List<String> limps = new ArrayList<>();

    private static Plight with(int waiting, Circuit circuit) {
        return new Plight(false, false, 0, Map.of("shop", new Gate(waiting, circuit)));
    }

    private static Plights of(Map<String, Plight> byNode) {
        return new Plights(new TreeMap<>(byNode));
    }

    private void tell(Plights plights) {
        plights.memory(hurts);
        plights.circuit("shop", hurts, limps);
        plights.stopping(limps);
        plights.refused(limps);
    }

    @Test
    void whatANodeTellsIsKnownToTheOthersAndWhatCanNotBeReadIsLeftOut() {
        MemoryGrid grid = new MemoryGrid(Ticker.SYSTEM, 2);
        Cluster a = grid.node("a", 1);
        Cluster b = grid.node("b", 2);
        grid.join(a);
        grid.join(b);
        b.reports().publish(Plight.KIND, with(4, Circuit.OPEN).encode());
        assertThat(Plights.others(a).byNode()).containsExactly(Map.entry("b", with(4, Circuit.OPEN)));
        b.reports().publish(Plight.KIND, new byte[] {1});
        assertThat(Plights.others(a).byNode()).isEmpty();
    }

    @Test
    void whatHindersOneNodeIsToldWithItsName() {
        Plight bad = new Plight(true, true, 2, Map.of("shop", new Gate(0, Circuit.OPEN)));
        tell(of(Map.of("a", CALM, "b", bad)));
        assertThat(hurts)
                .containsExactly(
                        "node b: memory for bodies is used up: new requests get 503",
                        "pool shop: circuit open on b: its requests get 503 there");
        assertThat(limps)
                .containsExactly(
                        "node b: the node is stopping",
                        "node b: configuration refused, the former stays in force: 2 problems");
    }

    @Test
    void aNodeThatIsAloneNeedsNoName() {
        tell(of(Map.of("a", new Plight(true, false, 1, Map.of("shop", new Gate(0, Circuit.HALF_OPEN))))));
        assertThat(hurts).containsExactly("memory for bodies is used up: new requests get 503");
        assertThat(limps)
                .containsExactly(
                        "pool shop: circuit half open: few requests are let through",
                        "configuration refused, the former stays in force: 1 problem");
    }

    @Test
    void queuesAddUpAndTheWorstCircuitIsToldWithItsNodes() {
        Plights plights = of(Map.of(
                "a", with(2, Circuit.HALF_OPEN),
                "b", with(3, Circuit.OPEN),
                "c", with(0, Circuit.OPEN)));
        assertThat(plights.gate("shop")).isEqualTo(new Gate(5, Circuit.OPEN));
        assertThat(plights.where("shop")).containsExactly("b", "c");
        assertThat(plights.gate("another")).isEqualTo(Gate.WIDE);
    }
}
