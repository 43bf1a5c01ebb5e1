package dev.skein.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.Health;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final Probers ABC = new Probers(List.of("a", "b", "c"), List.of(), 2);

    private static Finding probed(String node, @Nullable Health health) {
        return new Finding(node, health, false, "because", 0);
    }

    private static Finding ejected(String node, @Nullable Health health) {
        return new Finding(node, health, true, "failures", 1000);
    }

    private static Verdict of(Finding... findings) {
        return Verdict.of(List.of(findings), ABC, true);
    }

    @Test
    void mostObserversDecide() {
        assertThat(of(probed("a", Health.DOWN), probed("b", Health.DOWN)).health())
                .isEqualTo(Health.DOWN);
        assertThat(of(probed("a", Health.DOWN), probed("b", Health.UP)).health())
                .isEqualTo(Health.UP);
        assertThat(of(probed("a", Health.DOWN), probed("b", Health.UP), probed("c", Health.DOWN)))
                .isEqualTo(new Verdict(Health.DOWN, List.of("a", "c"), "because", 0));
        assertThat(of()).isEqualTo(Verdict.NONE);
    }

    @Test
    void aServerThatOneNodesTrafficEjectedStaysInForTheOthersUntilMostSaySo() {
        Finding up = probed("b", Health.UP);
        assertThat(of(probed("a", Health.UP), up, ejected("c", null)).health()).isEqualTo(Health.UP);
        Verdict out = of(ejected("a", Health.UP), up, ejected("c", null));
        assertThat(out).isEqualTo(new Verdict(Health.EJECTED, List.of("a", "c"), "failures", 1000));
    }

    @Test
    void whereNothingIsCheckedEachPresentNodeIsAnObserver() {
        List<Finding> one = List.of(ejected("a", null));
        List<Finding> two = List.of(ejected("a", null), ejected("b", null));
        assertThat(Verdict.of(one, ABC, false).health()).isEqualTo(Health.UP);
        assertThat(Verdict.of(two, ABC, false).health()).isEqualTo(Health.EJECTED);
    }

    @Test
    void whatADepartedNodeFoundCountsUntilEnoughOthersFoundSomething() {
        Finding gone = probed("z", Health.DOWN);
        assertThat(of(gone).health()).isEqualTo(Health.DOWN);
        assertThat(of(gone, probed("a", Health.DOWN)).health()).isEqualTo(Health.DOWN);
        assertThat(of(gone, probed("a", Health.UP), probed("b", Health.UP)).health())
                .isEqualTo(Health.UP);
        assertThat(of(ejected("z", Health.UP)).health()).isEqualTo(Health.UP);
    }

    @Test
    void theOrderOfFindingsMakesNoDifference() {
        Random random = new Random(1);
        Health[] healths = {null, Health.UP, Health.FALLING, Health.DOWN, Health.RISING, Health.LEAVING};
        for (int i = 0; i < 5000; i++) {
            List<Finding> findings = new ArrayList<>();
            for (String node : List.of("a", "b", "c", "y", "z")) {
                Finding finding = new Finding(
                        node, healths[random.nextInt(healths.length)], random.nextInt(4) == 0, node, random.nextInt(9));
                if (finding.says()) {
                    findings.add(finding);
                }
            }
            boolean active = random.nextBoolean();
            Verdict verdict = Verdict.of(findings, ABC, active);
            Collections.shuffle(findings, random);
            assertThat(Verdict.of(findings, ABC, active)).isEqualTo(verdict);
        }
    }

    @Test
    void outForTheClusterMeansThatMoreThanHalfOfThePresentObserversSaySo() {
        Random random = new Random(2);
        Health[] healths = {Health.UP, Health.DOWN};
        for (int i = 0; i < 5000; i++) {
            List<Finding> findings = new ArrayList<>();
            int against = 0;
            for (String node : List.of("a", "b", "c")) {
                Finding finding = new Finding(node, healths[random.nextInt(2)], random.nextInt(4) == 0, node, 0);
                findings.add(finding);
                against += finding.serving() ? 0 : 1;
            }
            assertThat(Verdict.of(findings, ABC, true).health().serving()).isEqualTo(against < 2);
        }
    }

    @Test
    void dividedAreOnlyThoseWhoCheck() {
        Finding up = probed("a", Health.UP);
        Finding down = probed("b", Health.DOWN);
        assertThat(Verdict.divided(Set.of(up, down), List.of("a", "b"))).isTrue();
        assertThat(Verdict.divided(Set.of(up, down, probed("c", Health.UP)), List.of("a", "b")))
                .isTrue();
        assertThat(Verdict.divided(Set.of(up, down), List.of("a", "c"))).isFalse();
        assertThat(Verdict.divided(Set.of(), List.of("a", "b"))).isFalse();
    }
}
