package dev.skein.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProbersTest {
    private static final int SERVERS = 10_000;

    private static Probers present(String... nodes) {
        return new Probers(List.of(nodes), List.of(), 2);
    }

    @Test
    void asManyNodesCheckAServerAsAreWantedHoweverManyThereAre() {
        assertThat(present("a").of(1).probers()).containsExactly("a");
        assertThat(present("a", "b").of(1).probers()).containsExactlyInAnyOrder("a", "b");
        assertThat(present("a", "b", "c", "d", "e").of(1).probers()).hasSize(2);
    }

    @Test
    void everyNodeGetsTheSameAnswerInWhateverOrderItKnowsTheOthers() {
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            long server = random.nextLong();
            assertThat(present("a", "b", "c").of(server))
                    .isEqualTo(present("c", "a", "b").of(server));
        }
    }

    @Test
    void serversAreSpreadEvenly() {
        Map<String, Integer> counts = new HashMap<>();
        Random random = new Random(1);
        Probers probers = present("a", "b", "c", "d", "e");
        for (int i = 0; i < SERVERS; i++) {
            probers.of(random.nextLong()).probers().forEach(node -> counts.merge(node, 1, Integer::sum));
        }
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(3800, 4200));
    }

    @Test
    void aNodeThatGoesChangesOnlyItsOwnServers() {
        Random random = new Random(2);
        for (int i = 0; i < SERVERS; i++) {
            long server = random.nextLong();
            List<String> before = present("a", "b", "c", "d").of(server).probers();
            List<String> after = present("a", "b", "c").of(server).probers();
            if (before.contains("d")) {
                assertThat(after)
                        .containsAll(before.stream()
                                .filter(node -> !node.equals("d"))
                                .toList());
            } else {
                assertThat(after).isEqualTo(before);
            }
        }
    }

    @Test
    void aSuspectNodeKeepsItsPlaceButSomebodyElseChecksToo() {
        Random random = new Random(3);
        Probers some = new Probers(List.of("a", "b", "c"), List.of("d"), 2);
        for (int i = 0; i < SERVERS; i++) {
            long server = random.nextLong();
            List<String> probers = some.of(server).probers();
            assertThat(probers).containsAll(present("a", "b", "c").of(server).probers());
            assertThat(probers)
                    .hasSize(present("a", "b", "c", "d").of(server).probers().contains("d") ? 3 : 2);
        }
    }

    @Test
    void theOneWhoBreaksTiesIsAnotherPresentNode() {
        Random random = new Random(4);
        Probers some = new Probers(List.of("a", "b", "c"), List.of("d"), 2);
        for (int i = 0; i < 1000; i++) {
            Probers.Assigned assigned = some.of(random.nextLong());
            assertThat(assigned.tieBreaker()).isIn("a", "b", "c");
            assertThat(assigned.probers()).doesNotContain(assigned.tieBreaker());
        }
        assertThat(present("a", "b").of(7).tieBreaker()).isNull();
    }
}
