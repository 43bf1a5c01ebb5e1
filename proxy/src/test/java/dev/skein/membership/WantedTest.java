package dev.skein.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.config.ClusterSettings;
import dev.skein.config.Loaded.Valid;
import dev.skein.config.SettingsReader;
import dev.skein.config.Texts;
import dev.skein.lease.Plan;
import dev.skein.lease.Plan.Candidate;
import dev.skein.lease.Plan.Input;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WantedTest {
    private static final List<String> NODES = List.of("a", "b", "c");
    private static final ClusterSettings SETTINGS = settings("""
        skein {
          cluster { name = edge, bind = "127.0.0.1", members = [ "127.0.0.1" ], voters = [ a, b, c ]
                    secret = "sixteen characters or more", preempt = true, capacities { a = 2 }
                    virtual-ips = [
                      { address = "203.0.113.1/24", interface = eth0, mode = spread }
                      { address = "203.0.113.2/24", interface = eth0, mode = spread }
                      { address = "203.0.113.3/24", interface = eth0, mode = spread }
                      { address = "203.0.113.4/24", interface = eth0, mode = spread }
                      { address = "203.0.113.5/24", interface = eth0, prefer = [ b ] }
                      { address = "203.0.113.6/32", mode = routed } ] }
        }
        """);

    static ClusterSettings settings(String text) {
        Path file = Path.of("skein.conf");
        Valid read =
                (Valid) SettingsReader.read(file, new Texts("skein.conf", new TreeMap<>(Map.of("", text))), Map.of());
        return Objects.requireNonNull(read.settings().cluster());
    }

    private static Map<String, String> carriedOut(boolean still, Map<String, String> holders, String away) {
        Wanted wanted = Wanted.of(SETTINGS, List.of(), still);
        List<Candidate> there = NODES.stream()
                .map(node -> new Candidate(node, wanted.capacities().getOrDefault(node, 1), !node.equals(away), true))
                .toList();
        Map<String, String> next = new TreeMap<>();
        Plan.of(new Input(wanted.items(), there, holders, wanted.preempt()))
                .forEach((resource, nodes) -> next.put(resource, nodes.getFirst()));
        return next;
    }

    @Test
    void aWitnessHoldsNothingAndWhatEveryNodeHasIsNotPlanned() {
        Wanted wanted = Wanted.of(SETTINGS, List.of("c"), false);

        assertThat(wanted.capacities()).containsOnly(Map.entry("a", 2), Map.entry("c", 0));
        assertThat(wanted.items()).filteredOn(Plan.Item::spread).hasSize(4);
        assertThat(wanted.items()).noneMatch(item -> item.resource().contains("203.0.113.6"));
        assertThat(wanted.preempt()).isTrue();
    }

    @Test
    void whileItStandsStillOnlyTheNodeWhoseTurnItIsGivesAnythingAway() {
        Map<String, String> before = carriedOut(false, Map.of(), "");
        Map<String, String> holders = before;
        for (String rolled : NODES) {
            Map<String, String> without = carriedOut(true, holders, rolled);
            holders.forEach((resource, holder) -> {
                if (!holder.equals(rolled)) {
                    assertThat(without).containsEntry(resource, holder);
                }
            });
            assertThat(carriedOut(true, without, "")).as("%s is back", rolled).isEqualTo(without);
            holders = without;
        }

        Map<String, String> after = carriedOut(false, holders, "");
        Map<String, String> rolled = holders;
        assertThat(after.entrySet())
                .as("%s -> %s", rolled, after)
                .filteredOn(held -> !held.getValue().equals(rolled.get(held.getKey())))
                .isNotEmpty()
                .allMatch(held -> held.getValue().equals("c") || held.getKey().contains("203.0.113.5"));
        assertThat(carriedOut(false, after, "")).isEqualTo(after);
    }
}
