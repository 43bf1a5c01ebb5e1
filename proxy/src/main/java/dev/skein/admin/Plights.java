package dev.skein.admin;

import dev.skein.admission.BreakerState;
import dev.skein.admission.CircuitBreaker;
import dev.skein.cluster.Cluster;
import dev.skein.control.Plight;
import dev.skein.control.Plight.Circuit;
import dev.skein.control.Plight.Gate;
import dev.skein.snapshot.Pool;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * What hinders the nodes, each by its own word.
 *
 * @param byNode by id
 */
record Plights(SortedMap<String, Plight> byNode) {

    /** Of all nodes: the asked one as it is, the others as they told last. */
    static Plights of(NodeView node, NodeView.Present present) {
        Plights plights = others(node.cluster());
        plights.byNode.put(present.settings().node().id(), own(node, present));
        return plights;
    }

    /** Of the asked node alone. */
    static Plights alone(NodeView node, NodeView.Present present) {
        return new Plights(new TreeMap<>(Map.of(present.settings().node().id(), own(node, present))));
    }

    static Plights others(Cluster cluster) {
        return new Plights(Sums.decoded(cluster.reports().others(Plight.KIND), Plight::decode));
    }

    static Plight own(NodeView node, NodeView.Present present) {
        Map<String, Gate> gates = new HashMap<>();
        node.snapshots().current().pools().forEach((name, pool) -> {
            Gate gate = new Gate(pool.waiting().length(), circuit(pool));
            if (!gate.equals(Gate.WIDE)) {
                gates.put(name, gate);
            }
        });
        NodeView.Refused refused = present.refused();
        return new Plight(
                present.memory().bodyUsed() >= present.memory().bodyMax(),
                present.state() == NodeView.State.STOPPING,
                refused == null ? 0 : refused.problems().size(),
                gates);
    }

    private static Circuit circuit(Pool pool) {
        CircuitBreaker breaker = pool.breaker();
        return switch (breaker == null ? null : breaker.state()) {
            case null -> Circuit.CLOSED;
            case BreakerState.Closed ignored -> Circuit.CLOSED;
            case BreakerState.Open ignored -> Circuit.OPEN;
            case BreakerState.HalfOpen ignored -> Circuit.HALF_OPEN;
        };
    }

    /** How all nodes together take requests to a pool. */
    Gate gate(String pool) {
        return byNode.values().stream().map(one -> gate(one, pool)).reduce(Gate.WIDE, Gate::plus);
    }

    private static Gate gate(Plight plight, String pool) {
        return plight.pools().getOrDefault(pool, Gate.WIDE);
    }

    /** Where a pool's circuit is as {@link #gate} says. */
    List<String> where(String pool) {
        Circuit worst = gate(pool).circuit();
        return byNode.entrySet().stream()
                .filter(one -> gate(one.getValue(), pool).circuit() == worst)
                .map(Map.Entry::getKey)
                .toList();
    }

    void memory(List<String> hurts) {
        each((who, plight) -> {
            if (plight.memoryFull()) {
                hurts.add(who + "memory for bodies is used up: new requests get 503");
            }
        });
    }

    void circuit(String pool, List<String> hurts, List<String> limps) {
        boolean lone = byNode.size() == 1;
        String on = lone ? "" : " on " + String.join(", ", where(pool));
        String there = lone ? "" : " there";
        switch (gate(pool).circuit()) {
            case OPEN -> hurts.add("pool " + pool + ": circuit open" + on + ": its requests get 503" + there);
            case HALF_OPEN ->
                limps.add("pool " + pool + ": circuit half open" + on + ": few requests are let through" + there);
            case CLOSED -> {
                // As it should be.
            }
        }
    }

    void stopping(List<String> limps) {
        each((who, plight) -> {
            if (plight.stopping()) {
                limps.add(who + "the node is stopping");
            }
        });
    }

    void refused(List<String> limps) {
        each((who, plight) -> {
            if (plight.refused() > 0) {
                limps.add(who + "configuration refused, the former stays in force: "
                        + Texts.count(plight.refused(), "problem"));
            }
        });
    }

    /** A node that is alone needs no name. */
    private void each(BiConsumer<String, Plight> told) {
        byNode.forEach((id, plight) -> told.accept(byNode.size() == 1 ? "" : "node " + id + ": ", plight));
    }
}
