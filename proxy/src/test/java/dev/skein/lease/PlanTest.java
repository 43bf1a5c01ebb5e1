package dev.skein.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.lease.Plan.Candidate;
import dev.skein.lease.Plan.Input;
import dev.skein.lease.Plan.Item;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final Candidate A = new Candidate("a", 1, true, true);
    private static final Candidate B = new Candidate("b", 1, true, true);
    private static final Candidate C = new Candidate("c", 1, true, true);

    private static List<Item> items(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Item.anywhere("address-" + i))
                .toList();
    }

    /** Who holds what once everybody has followed the plan. */
    private static Map<String, String> follow(Input input) {
        Map<String, String> holders = new HashMap<>();
        Plan.of(input)
                .forEach((resource, nodes) ->
                        nodes.stream().findFirst().ifPresent(first -> holders.put(resource, first)));
        return holders;
    }

    private static long moved(Map<String, String> before, Map<String, String> after) {
        return after.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(before.get(entry.getKey())))
                .count();
    }

    @Test
    void whatNobodyHoldsIsSpreadEvenly() {
        Map<String, String> holders = follow(new Input(items(9), List.of(A, B, C), Map.of(), false));

        assertThat(List.of("a", "b", "c"))
                .allSatisfy(node -> assertThat(holders.values().stream().filter(node::equals))
                        .hasSize(3));
    }

    @Test
    void capacityIsAShareAndAWitnessHoldsNothing() {
        Candidate big = new Candidate("big", 2, true, true);
        Candidate witness = new Candidate("witness", 0, true, true);

        Map<String, String> holders = follow(new Input(items(9), List.of(A, big, witness), Map.of(), false));

        assertThat(holders.values()).doesNotContain("witness");
        assertThat(holders.values().stream().filter("big"::equals)).hasSize(6);
    }

    @Test
    void aLostNodesShareIsAllThatMoves() {
        Map<String, String> before = follow(new Input(items(9), List.of(A, B, C), Map.of(), false));

        Map<String, String> after = follow(new Input(items(9), List.of(A, B), before, false));

        assertThat(moved(before, after)).isEqualTo(3);
    }

    @Test
    void aNodeThatReturnsTakesNothingUnlessToldTo() {
        Map<String, String> two = follow(new Input(items(9), List.of(A, B), Map.of(), false));

        assertThat(follow(new Input(items(9), List.of(A, B, C), two, false))).isEqualTo(two);
        Map<String, String> after = follow(new Input(items(9), List.of(A, B, C), two, true));
        assertThat(moved(two, after)).isEqualTo(3);
    }

    @Test
    void aPreferredNodeTakesOverOnlyOnceItIsSteady() {
        List<Item> one = List.of(new Item("vip", List.of("a", "b"), "vip", 1, false));
        Candidate fresh = new Candidate("a", 1, true, false);
        Map<String, String> held = Map.of("vip", "b");

        assertThat(follow(new Input(one, List.of(fresh, B), held, true))).containsEntry("vip", "b");
        assertThat(follow(new Input(one, List.of(A, B), held, true))).containsEntry("vip", "a");
        assertThat(follow(new Input(one, List.of(A, B), held, false))).containsEntry("vip", "b");
    }

    @Test
    void aDrainingNodeGivesUpWhatItHasAndGroupsStayTogether() {
        List<Item> group = List.of(
                new Item("v4", List.of(), "edge", 1, false),
                new Item("v6", List.of(), "edge", 1, false),
                Item.anywhere("acme"));
        Candidate draining = new Candidate("a", 1, false, true);

        Map<String, String> holders =
                follow(new Input(group, List.of(draining, B, C), Map.of("v4", "a", "v6", "a"), false));

        assertThat(holders.values()).doesNotContain("a");
        assertThat(holders.get("v4")).isEqualTo(holders.get("v6"));
        assertThat(holders.get("acme")).isNotEqualTo(holders.get("v4"));
    }

    @Test
    void withoutAnyNodeThereIsNobody() {
        assertThat(Plan.of(new Input(items(1), List.of(), Map.of(), true))).containsEntry("address-0", List.of());
    }

    @Test
    void aNodeThatComesAndGoesHasToWaitLongerEachTime() {
        long second = TimeUnit.SECONDS.toNanos(1);
        Steadiness steadiness = new Steadiness(second);
        steadiness.came(0, "a");
        assertThat(steadiness.steady(second, "a")).isTrue();

        steadiness.went(2 * second, "a");
        assertThat(steadiness.steady(2 * second, "a")).isFalse();
        steadiness.came(3 * second, "a");
        assertThat(steadiness.steady(4 * second, "a")).isFalse();
        assertThat(steadiness.steady(5 * second, "a")).isTrue();

        steadiness.went(6 * second, "a");
        steadiness.came(7 * second, "a");
        assertThat(steadiness.steady(10 * second, "a")).isFalse();
        assertThat(steadiness.steady(11 * second, "a")).isTrue();
    }

    @Test
    void whoIsPardonedNeverWentUnlessItHasStartedAnew() {
        long second = TimeUnit.SECONDS.toNanos(1);
        Steadiness steadiness = new Steadiness(second);
        steadiness.came(0, "a");
        steadiness.went(2 * second, "a");
        steadiness.pardon(2 * second, "a");
        assertThat(steadiness.steady(2 * second, "a")).isFalse();
        steadiness.came(3 * second, "a");
        assertThat(steadiness.steady(3 * second, "a")).isTrue();

        steadiness.went(4 * second, "a");
        steadiness.pardon(4 * second, "a");
        steadiness.restarted(5 * second, "a");
        steadiness.came(5 * second, "a");
        assertThat(steadiness.steady(6 * second, "a")).isFalse();
        assertThat(steadiness.steady(7 * second, "a")).isTrue();
    }
}
