package dev.skein.lease;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who should hold what: a pure function of what is wanted, who is there and who holds it now, so that every node computes
 * the same. It may be computed from stale facts: voters decide, this only keeps nodes out of each other's way.
 *
 * <p>Least movement: what is held by a node that may keep it stays there. Only with {@code preempt} does it move to a node
 * that is preferred, or from a node that carries more than its share; and only to one that is steady, so that a node that
 * comes and goes takes nothing back. What nobody may keep goes to the most preferred node, among equals to the least loaded
 * for its capacity, among those to the highest by rendezvous hashing (Thaler and Ravishankar 1998).
 */
public final class Plan {
    private final Input input;
    private final Map<String, Integer> load = new HashMap<>();
    private final SortedMap<String, List<Item>> units = new TreeMap<>();
    private final Map<String, String> assigned = new HashMap<>();

    private Plan(Input input) {
        this.input = input;
        input.items()
                .forEach(item -> units.computeIfAbsent(item.group(), _ -> new ArrayList<>())
                        .add(item));
    }

    /**
     * Something to be held.
     *
     * @param resource its name
     * @param preferences nodes, the best first; nodes that aren't listed come after them, all alike
     * @param group what has one group goes together; the resource's own name if it goes alone
     * @param weight how much of a node's capacity it takes
     */
    public record Item(String resource, List<String> preferences, String group, int weight) {

        /** Something that any node may hold. */
        public static Item anywhere(String resource) {
            return new Item(resource, List.of(), resource, 1);
        }
    }

    /**
     * A node that is there.
     *
     * @param capacity its share against other nodes'; 0: holds nothing (a witness)
     * @param eligible false while it drains or is unwell: gives up what it has
     * @param steady false for a while after it came, longer if it comes and goes: gets nothing that another can keep
     */
    public record Candidate(String node, int capacity, boolean eligible, boolean steady) {
        boolean usable() {
            return eligible && capacity > 0;
        }
    }

    /**
     * What a plan is made from.
     *
     * @param holders by resource, as far as known
     * @param preempt whether something moves although its holder could keep it
     */
    public record Input(List<Item> items, List<Candidate> candidates, Map<String, String> holders, boolean preempt) {}

    /** By resource: the nodes that may hold it, the one that should first; empty if none may. */
    public static SortedMap<String, List<String>> of(Input input) {
        Plan plan = new Plan(input);
        plan.keep();
        plan.place();
        if (input.preempt()) {
            plan.prefer();
            plan.balance();
        }
        return plan.ranked();
    }

    private void keep() {
        units.forEach((group, items) -> {
            Candidate holder = candidate(input.holders().get(items.getFirst().resource()));
            if (holder != null && holder.usable()) {
                assign(group, holder.node());
            }
        });
    }

    private void place() {
        units.forEach((group, items) -> {
            if (!assigned.containsKey(group)) {
                order(group, items).stream().findFirst().ifPresent(best -> assign(group, best.node()));
            }
        });
    }

    private void prefer() {
        units.forEach((group, items) -> {
            Candidate present = candidate(assigned.get(group));
            order(group, items).stream()
                    .filter(Candidate::steady)
                    .findFirst()
                    .filter(best -> present != null && position(items, best) < position(items, present))
                    .ifPresent(best -> assign(group, best.node()));
        });
    }

    /** Moves one unit at a time from the fullest node to an emptier one, as long as that makes both more alike. */
    private void balance() {
        for (int moves = units.size(); moves > 0 && moveOne(); moves--) {
            // Each move is made by the condition.
        }
    }

    private boolean moveOne() {
        for (Map.Entry<String, List<Item>> unit : units.entrySet()) {
            Candidate from = candidate(assigned.get(unit.getKey()));
            for (Candidate to : order(unit.getKey(), unit.getValue())) {
                if (from != null
                        && to.steady()
                        && position(unit.getValue(), to) == position(unit.getValue(), from)
                        && share(to, weight(unit.getValue())) < share(from, 0)) {
                    assign(unit.getKey(), to.node());
                    return true;
                }
            }
        }
        return false;
    }

    private SortedMap<String, List<String>> ranked() {
        SortedMap<String, List<String>> ranked = new TreeMap<>();
        units.forEach((group, items) -> {
            List<String> nodes = new ArrayList<>(
                    order(group, items).stream().map(Candidate::node).toList());
            String first = assigned.get(group);
            if (first != null) {
                nodes.remove(first);
                nodes.addFirst(first);
            }
            items.forEach(item -> ranked.put(item.resource(), List.copyOf(nodes)));
        });
        return ranked;
    }

    private void assign(String group, String node) {
        int weight = weight(units.getOrDefault(group, List.of()));
        String before = assigned.put(group, node);
        if (before != null) {
            load.merge(before, -weight, Integer::sum);
        }
        load.merge(node, weight, Integer::sum);
    }

    /** Nodes that may hold the unit, the best first. */
    private List<Candidate> order(String group, List<Item> items) {
        return input.candidates().stream()
                .filter(Candidate::usable)
                .sorted(Comparator.comparing((Candidate node) -> !node.steady())
                        .thenComparingInt(node -> position(items, node))
                        .thenComparingDouble(node -> share(node, 0))
                        .thenComparingLong(node -> -rendezvous(group, node.node())))
                .toList();
    }

    private double share(Candidate node, int more) {
        return (load.getOrDefault(node.node(), 0) + more) / (double) node.capacity();
    }

    private static int position(List<Item> items, Candidate node) {
        List<String> preferences = items.getFirst().preferences();
        int at = preferences.indexOf(node.node());
        return at < 0 ? preferences.size() : at;
    }

    private static int weight(List<Item> items) {
        return items.stream().mapToInt(Item::weight).sum();
    }

    private static long rendezvous(String group, String node) {
        return Resource.named(group + '/' + node).key() >>> 1;
    }

    private @Nullable Candidate candidate(@Nullable String node) {
        for (Candidate candidate : input.candidates()) {
            if (candidate.node().equals(node)) {
                return candidate;
            }
        }
        return null;
    }
}
