package dev.skein.lease;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Who should hold what: a pure function of what is wanted, who is there and who holds it now, so that every node computes
 * the same, in whatever order it was told. It may be computed from stale facts: voters decide, this only keeps nodes out of
 * each other's way.
 *
 * <p>Least movement: what is held by a node that may keep it stays there. Only what is {@link Item#spread}, or everything
 * with {@code preempt}, moves to a node that is preferred, or from a node that carries more than its share; as few as make
 * shares even; and only to a node that is steady, so that one that comes and goes takes nothing back. What nobody may keep
 * goes to the most preferred node, among equals to the least loaded for its capacity, among those to the highest by
 * rendezvous hashing (Thaler and Ravishankar 1998).
 */
public final class Plan {
    private static final int NOBODY = -1;

    private final boolean preempt;
    private final List<Candidate> nodes;
    private final int[] load;
    private final List<Unit> units = new ArrayList<>();

    private Plan(Input input) {
        preempt = input.preempt();
        nodes = input.candidates().stream()
                .filter(Candidate::usable)
                .sorted(Comparator.comparing(Candidate::node))
                .toList();
        load = new int[nodes.size()];
        SortedMap<String, List<Item>> groups = new TreeMap<>();
        input.items()
                .forEach(item -> groups.computeIfAbsent(item.group(), _ -> new ArrayList<>())
                        .add(item));
        groups.values().forEach(items -> {
            items.sort(Comparator.comparing(Item::resource));
            units.add(new Unit(items));
        });
    }

    /**
     * Something to be held.
     *
     * @param resource its name
     * @param preferences nodes, the best first; nodes that aren't listed come after them, all alike
     * @param group what has one group goes together; the resource's own name if it goes alone
     * @param weight how much of a node's capacity it takes; 0: nothing worth mentioning
     * @param spread whether it moves although its holder could keep it, so that every node has its share
     */
    public record Item(String resource, List<String> preferences, String group, int weight, boolean spread) {

        /** Something that any node may hold. */
        public static Item anywhere(String resource) {
            return new Item(resource, List.of(), resource, 1, false);
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

    /** What goes together, and to which of the nodes. */
    private final class Unit {
        final List<Item> items;
        final int weight;
        final boolean movable;
        /** For each node how far down the preferences it is, and its hash. */
        final int[] position;

        final long[] hash;
        int at = NOBODY;

        Unit(List<Item> items) {
            Item first = items.getFirst();
            this.items = items;
            this.weight = items.stream().mapToInt(Item::weight).sum();
            this.movable = preempt || first.spread();
            this.position = new int[nodes.size()];
            this.hash = new long[nodes.size()];
            Arrays.setAll(position, node -> {
                int listed = first.preferences().indexOf(nodes.get(node).node());
                return listed < 0 ? first.preferences().size() : listed;
            });
            Arrays.setAll(
                    hash,
                    node -> Resource.named(first.group() + '/' + nodes.get(node).node())
                                    .key()
                            >>> 1);
        }

        void assign(int node) {
            if (at != NOBODY) {
                load[at] -= weight;
            }
            at = node;
            load[node] += weight;
        }

        /** Nodes that may hold it, the best first. */
        List<Integer> order() {
            return IntStream.range(0, nodes.size())
                    .boxed()
                    .sorted(Comparator.comparing(
                                    (Integer node) -> !nodes.get(node).steady())
                            .thenComparingInt(node -> position[node])
                            .thenComparingDouble(node -> share(node, weight))
                            .thenComparingLong(node -> -hash[node]))
                    .toList();
        }
    }

    /** A move that makes two nodes more alike. */
    private record Move(Unit unit, int to, double from, double share) {
        boolean isBetterThan(Move other) {
            if (from != other.from) {
                return from > other.from;
            }
            return share != other.share ? share < other.share : unit.hash[to] > other.unit.hash[other.to];
        }
    }

    /** By resource: the nodes that may hold it, the one that should first; empty if none may. */
    public static SortedMap<String, List<String>> of(Input input) {
        Plan plan = new Plan(input);
        plan.keep(input.holders());
        plan.place();
        plan.prefer();
        plan.balance();
        return plan.ranked();
    }

    private void keep(Map<String, String> holders) {
        for (Unit unit : units) {
            String holder = holders.get(unit.items.getFirst().resource());
            for (int node = 0; node < nodes.size(); node++) {
                if (nodes.get(node).node().equals(holder)) {
                    unit.assign(node);
                }
            }
        }
    }

    private void place() {
        for (Unit unit : units) {
            if (unit.at == NOBODY) {
                unit.order().stream().findFirst().ifPresent(unit::assign);
            }
        }
    }

    private void prefer() {
        for (Unit unit : units) {
            if (unit.movable && unit.at != NOBODY) {
                unit.order().stream()
                        .filter(node -> nodes.get(node).steady())
                        .findFirst()
                        .filter(best -> unit.position[best] < unit.position[unit.at])
                        .ifPresent(unit::assign);
            }
        }
    }

    /** Moves one unit at a time from the fullest node to the emptiest, as long as that makes both more alike. */
    private void balance() {
        for (int moves = units.size(); moves > 0; moves--) {
            Move best = null;
            for (Unit unit : units) {
                best = best(unit, best);
            }
            if (best == null) {
                return;
            }
            best.unit.assign(best.to);
        }
    }

    private @Nullable Move best(Unit unit, @Nullable Move sofar) {
        Move best = sofar;
        if (!unit.movable || unit.at == NOBODY) {
            return best;
        }
        double from = share(unit.at, 0);
        for (int to = 0; to < nodes.size(); to++) {
            Move move = new Move(unit, to, from, share(to, unit.weight));
            boolean good = nodes.get(to).steady()
                    && unit.position[to] == unit.position[unit.at]
                    && to != unit.at
                    && move.share < from;
            if (good && (best == null || move.isBetterThan(best))) {
                best = move;
            }
        }
        return best;
    }

    private SortedMap<String, List<String>> ranked() {
        SortedMap<String, List<String>> ranked = new TreeMap<>();
        for (Unit unit : units) {
            List<Integer> order = new ArrayList<>(unit.order());
            if (unit.at != NOBODY) {
                order.remove(Integer.valueOf(unit.at));
                order.addFirst(unit.at);
            }
            List<String> names =
                    order.stream().map(node -> nodes.get(node).node()).toList();
            unit.items.forEach(item -> ranked.put(item.resource(), names));
        }
        return ranked;
    }

    private double share(int node, int more) {
        return (load[node] + more) / (double) nodes.get(node).capacity();
    }
}
