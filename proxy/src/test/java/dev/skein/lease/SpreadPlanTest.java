package dev.skein.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.lease.Plan.Candidate;
import dev.skein.lease.Plan.Input;
import dev.skein.lease.Plan.Item;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is spread, over thousands of random situations. */
class SpreadPlanTest {
    private static final List<String> NODES = List.of("a", "b", "c", "d", "e", "f", "g");
    private static final int ROUNDS = 2_000;

    private final Random random = new Random(20_261_121);

    private static Item spread(String name, String... prefer) {
        return new Item(name, List.of(prefer), name, 1, true);
    }

    private static Candidate node(String name) {
        return new Candidate(name, 1, true, true);
    }

    private List<Item> items(int count) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(spread("address-" + random.nextInt(1_000_000) + '-' + i));
        }
        return items;
    }

    /** Who holds what at first: anybody, some who are gone, nobody. */
    private Map<String, String> holders(List<Item> items) {
        Map<String, String> holders = new HashMap<>();
        for (Item item : items) {
            int at = random.nextInt(NODES.size() + 1);
            if (at < NODES.size()) {
                holders.put(item.resource(), NODES.get(at));
            }
        }
        return holders;
    }

    private static Map<String, String> follow(Input input) {
        Map<String, String> holders = new TreeMap<>();
        Plan.of(input).forEach((resource, nodes) -> holders.put(resource, nodes.getFirst()));
        return holders;
    }

    private static Map<String, Integer> loads(List<Candidate> candidates, Map<String, String> holders) {
        Map<String, Integer> loads = new TreeMap<>();
        candidates.forEach(candidate -> loads.put(candidate.node(), 0));
        holders.values().forEach(node -> loads.computeIfPresent(node, (_, load) -> load + 1));
        return loads;
    }

    /** Fewest moves of what is held that make shares differ by at most one: the fullest get the larger shares. */
    private static int fewest(Map<String, Integer> before, int items) {
        List<Integer> loads = new ArrayList<>(before.values());
        loads.sort(Comparator.reverseOrder());
        int moves = 0;
        for (int at = 0; at < loads.size(); at++) {
            int target = items / loads.size() + (at < items % loads.size() ? 1 : 0);
            moves += Math.max(0, loads.get(at) - target);
        }
        return moves;
    }

    @Test
    void sharesDifferByAtMostOneAndNothingMovesThatNeedNot() {
        for (int round = 0; round < ROUNDS; round++) {
            List<Item> items = items(1 + random.nextInt(24));
            List<Candidate> candidates = NODES.subList(0, 1 + random.nextInt(NODES.size())).stream()
                    .map(SpreadPlanTest::node)
                    .toList();
            Map<String, String> before = holders(items);

            Map<String, String> after = follow(new Input(items, candidates, before, false));

            Map<String, Integer> loads = loads(candidates, after);
            assertThat(Collections.max(loads.values()) - Collections.min(loads.values()))
                    .as("%s", loads)
                    .isLessThanOrEqualTo(1);
            Map<String, Integer> loadsBefore = loads(candidates, before);
            long moved = before.entrySet().stream()
                    .filter(held -> loadsBefore.containsKey(held.getValue()))
                    .filter(held -> !held.getValue().equals(after.get(held.getKey())))
                    .count();
            assertThat(moved).as("%s -> %s", before, after).isEqualTo(fewest(loadsBefore, items.size()));
        }
    }

    @Test
    void everyNodeMakesTheSamePlanInWhateverOrderItWasToldAndLeavesItSo() {
        for (int round = 0; round < ROUNDS / 4; round++) {
            List<Item> items = new ArrayList<>(items(1 + random.nextInt(24)));
            items.add(new Item("v4", List.of("b", "a"), "both", 1, true));
            items.add(new Item("v6", List.of("b", "a"), "both", 1, true));
            List<Candidate> candidates = new ArrayList<>();
            for (String name : NODES) {
                candidates.add(new Candidate(name, random.nextInt(4), random.nextInt(5) > 0, random.nextInt(3) > 0));
            }
            candidates.add(node("h"));
            Map<String, String> before = holders(items);
            var plan = Plan.of(new Input(items, candidates, before, false));

            Collections.shuffle(items, random);
            Collections.shuffle(candidates, random);
            assertThat(Plan.of(new Input(items, candidates, before, false))).isEqualTo(plan);
            Map<String, String> after = follow(new Input(items, candidates, before, false));
            assertThat(follow(new Input(items, candidates, after, false)))
                    .as("a plan that was carried out")
                    .isEqualTo(after);
            assertThat(after.get("v4")).isEqualTo(after.get("v6"));
        }
    }

    @Test
    void aNodeThatHasJustComeGetsNothingUntilItIsSteady() {
        List<Item> items = items(6);
        Candidate back = new Candidate("c", 1, true, false);
        Map<String, String> two = follow(new Input(items, List.of(node("a"), node("b")), Map.of(), false));

        assertThat(follow(new Input(items, List.of(node("a"), node("b"), back), two, false)))
                .isEqualTo(two);
        Map<String, String> three = follow(new Input(items, List.of(node("a"), node("b"), node("c")), two, false));
        assertThat(loads(List.of(node("a"), node("b"), node("c")), three).values())
                .containsOnly(2);
    }

    @Test
    void whatIsPreferredSomewhereGoesThereAndTheRestMakesUpForIt() {
        List<Item> items = new ArrayList<>(items(4));
        items.add(spread("first", "a"));
        items.add(spread("second", "a"));
        List<Candidate> candidates = List.of(node("a"), node("b"), node("c"));
        Map<String, String> before = new HashMap<>();
        items.forEach(item -> before.put(item.resource(), "b"));

        Map<String, String> after = follow(new Input(items, candidates, before, false));

        assertThat(after).containsEntry("first", "a").containsEntry("second", "a");
        assertThat(loads(candidates, after).values()).containsOnly(2);
        Map<String, String> without = follow(new Input(items, List.of(node("b"), node("c")), after, false));
        assertThat(loads(List.of(node("b"), node("c")), without).values()).containsOnly(3);
        after.forEach((address, node) -> {
            if (!node.equals("a")) {
                assertThat(without).containsEntry(address, node);
            }
        });
    }

    @Test
    void capacitiesAreSharesAndZeroIsNone() {
        List<Candidate> candidates =
                List.of(new Candidate("big", 2, true, true), node("a"), new Candidate("witness", 0, true, true));
        Map<String, String> after = follow(new Input(items(9), candidates, Map.of(), false));

        assertThat(loads(candidates, after))
                .containsEntry("big", 6)
                .containsEntry("a", 3)
                .containsEntry("witness", 0);
    }

    @Test
    void whatIsNotSpreadStaysAndCounts() {
        List<Item> items = new ArrayList<>(items(2));
        items.add(new Item("kept", List.of("b"), "kept", 1, false));
        List<Candidate> candidates = List.of(node("a"), node("b"), node("c"));
        Map<String, String> before = new HashMap<>(Map.of("kept", "a"));
        items.subList(0, 2).forEach(item -> before.put(item.resource(), "a"));

        Map<String, String> after = follow(new Input(items, candidates, before, false));

        assertThat(after).containsEntry("kept", "a");
        assertThat(loads(candidates, after).values()).containsOnly(1);
    }
}
