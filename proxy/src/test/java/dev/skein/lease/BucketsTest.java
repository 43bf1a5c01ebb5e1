package dev.skein.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BucketsTest {
    private static final List<String> NODES = List.of("a", "b", "c", "d", "e", "f", "g");

    private static Map<String, Integer> alike(String... nodes) {
        Map<String, Integer> capacities = new LinkedHashMap<>();
        for (String node : nodes) {
            capacities.put(node, 1);
        }
        return capacities;
    }

    private static Buckets of(String... nodes) {
        return Buckets.NONE.next(alike(nodes), Set.of(nodes));
    }

    @Test
    void everyNodeHasAboutItsShareByCapacity() {
        for (int count = 2; count <= NODES.size(); count++) {
            List<String> homes =
                    of(NODES.subList(0, count).toArray(String[]::new)).homes();
            for (String node : NODES.subList(0, count)) {
                assertThat(Collections.frequency(homes, node))
                        .as("%s of %d", node, count)
                        .isBetween(Buckets.COUNT * 6 / 10 / count, Buckets.COUNT * 14 / 10 / count);
            }
        }
        List<String> homes = Buckets.homes(Map.of("big", 3, "small", 1, "none", 0));
        assertThat(Collections.frequency(homes, "small")).isBetween(40, 90);
        assertThat(homes).doesNotContain("none");
    }

    @Test
    void onlyTheBucketsOfWhoGoesOrComesMove() {
        Random random = new Random(4);
        for (int round = 0; round < 200; round++) {
            Map<String, Integer> before = new HashMap<>();
            NODES.forEach(node -> before.put(node, random.nextInt(4)));
            before.put("h", 1);
            Map<String, Integer> after = new HashMap<>(before);
            String one = NODES.get(random.nextInt(NODES.size()));
            after.remove(one);
            List<String> with = Buckets.homes(before);
            List<String> without = Buckets.homes(after);
            for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
                if (!with.get(bucket).equals(one)) {
                    assertThat(without.get(bucket)).isEqualTo(with.get(bucket));
                }
            }
        }
    }

    @Test
    void whatANodeThatLeavesHadGoesOnThereUntilItIsGone() {
        Buckets three = of("a", "b", "c");
        Buckets leaving = three.next(alike("a", "c"), Set.of("a", "b", "c"));
        assertThat(leaving.homes()).doesNotContain("b");
        for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
            String home = three.homes().get(bucket);
            assertThat(leaving.formers().get(bucket)).isEqualTo(home.equals("b") ? "b" : "");
        }
        assertThat(leaving.next(alike("a", "c"), Set.of("a", "c")).formers()).containsOnly("");

        Buckets back = leaving.next(alike("a", "b", "c"), Set.of("a", "b", "c"));
        assertThat(back.homes()).isEqualTo(three.homes());
        for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
            boolean moved = back.homes().get(bucket).equals("b");
            assertThat(back.formers().get(bucket))
                    .isEqualTo(moved ? leaving.homes().get(bucket) : "");
        }
    }

    @Test
    void aLostNodesFlowsGoToNobody() {
        Buckets lost = of("a", "b", "c").next(alike("a", "b"), Set.of("a", "b"));
        assertThat(lost.formers()).containsOnly("");
        assertThat(new TreeSet<>(lost.homes())).isEqualTo(new TreeSet<>(new HashSet<>(List.of("a", "b"))));
    }

    @Test
    void withoutAnyNodeThereIsNobody() {
        assertThat(of("a").next(Map.of(), Set.of()).homes()).containsOnly("");
    }
}
