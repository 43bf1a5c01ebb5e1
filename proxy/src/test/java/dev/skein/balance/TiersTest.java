package dev.skein.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.skein.model.AdminState;
import dev.skein.model.Health;
import java.util.List;
import org.junit.jupiter.api.Test;

class TiersTest {
    private static final Selection PLAIN = Pool.by(new RoundRobin());

    @Test
    void onlyServersThatAcceptNewRequestsArePicked() {
        List<Candidate> servers = List.of(
                Pool.server("up"),
                Pool.server("down").withStanding(Pool.DOWN),
                Pool.server("draining").withStanding(Pool.DRAINING),
                Pool.server("leaving").withStanding(Pool.LEAVING),
                Pool.server("maintained").withStanding(Pool.MAINTENANCE),
                Pool.server("weightless").withWeight(0));
        assertThat(ranks(PLAIN, servers)).containsExactly(0, -1, -1, -1, -1, -1);
    }

    @Test
    void boundSessionsStayWithServersThatDrainOrLeave() {
        List<Candidate> servers = List.of(
                Pool.server("up"),
                Pool.server("draining").withStanding(Pool.DRAINING),
                Pool.server("leaving").withStanding(Pool.LEAVING),
                Pool.server("weightless").withWeight(0),
                Pool.server("down").withStanding(Pool.DOWN),
                Pool.server("maintained").withStanding(Pool.MAINTENANCE),
                Pool.server("draining, down").withStanding(Standing.of(AdminState.DRAIN, Health.DOWN, true)));
        Candidates set = Candidates.of(PLAIN, servers);
        for (int i = 0; i < servers.size(); i++) {
            assertThat(set.acceptsBound(i)).as(servers.get(i).key().server()).isEqualTo(i < 4);
        }
    }

    @Test
    void anUnknownServerCountsAsItsPoolSays() {
        assertThat(Standing.of(AdminState.READY, Health.UNKNOWN, true).acceptsNew())
                .isTrue();
        assertThat(Standing.of(AdminState.READY, Health.UNKNOWN, false).acceptsNew())
                .isFalse();
    }

    @Test
    void backupsComeAfterAllOthers() {
        List<Candidate> servers = List.of(
                Pool.server("backup").asBackup(),
                Pool.server("a"),
                Pool.server("b").withStanding(Pool.DOWN));
        assertThat(ranks(PLAIN, servers)).containsExactly(1, 0, -1);
        assertThat(ranks(PLAIN, servers.subList(0, 1))).containsExactly(0);
    }

    @Test
    void whenTooFewServeAllThatAreWantedAreUsed() {
        Selection selection = PLAIN.withPanicThreshold(0.5);
        List<Candidate> servers = List.of(
                Pool.server("up"),
                Pool.server("down 1").withStanding(Pool.DOWN),
                Pool.server("down 2").withStanding(Pool.DOWN),
                Pool.server("draining").withStanding(Pool.DRAINING),
                Pool.server("maintained").withStanding(Pool.MAINTENANCE),
                Pool.server("weightless").withWeight(0));
        Candidates set = Candidates.of(selection, servers);
        assertThat(set.panic()).isTrue();
        assertThat(ranks(selection, servers)).containsExactly(0, 0, 0, 1, -1, -1);
        assertThat(set.acceptsBound(1)).isTrue();
        assertThat(set.acceptsBound(4)).isFalse();
    }

    @Test
    void exactlyAtTheThresholdThereIsNoPanic() {
        Selection selection = PLAIN.withPanicThreshold(0.5);
        List<Candidate> servers = List.of(Pool.server("up"), Pool.server("down").withStanding(Pool.DOWN));
        assertThat(ranks(selection, servers)).containsExactly(0, -1);
    }

    @Test
    void drainingMostOfAPoolIsNoReasonToPanic() {
        Selection selection = PLAIN.withPanicThreshold(0.5);
        List<Candidate> servers = List.of(
                Pool.server("up"),
                Pool.server("d1").withStanding(Pool.DRAINING),
                Pool.server("d2").withStanding(Pool.DRAINING));
        assertThat(Candidates.of(selection, servers).panic()).isFalse();
    }

    @Test
    void servingBackupsHelpOutBeforeAnyPanic() {
        Selection selection = PLAIN.withPanicThreshold(0.5);
        List<Candidate> servers = List.of(
                Pool.server("up"),
                Pool.server("down 1").withStanding(Pool.DOWN),
                Pool.server("down 2").withStanding(Pool.DOWN),
                Pool.server("backup").asBackup());
        assertThat(Candidates.of(selection, servers).panic()).isFalse();
        assertThat(ranks(selection, servers)).containsExactly(0, -1, -1, 0);
    }

    @Test
    void withoutAThresholdNobodyPanics() {
        List<Candidate> servers = List.of(Pool.server("down").withStanding(Pool.DOWN));
        Candidates set = Candidates.of(PLAIN, servers);
        assertThat(set.panic()).isFalse();
        assertThat(set.pick(Pool.context())).isEqualTo(-1);
        assertThat(Candidates.of(PLAIN, List.of()).pick(Pool.context())).isEqualTo(-1);
    }

    @Test
    void theOwnZoneComesFirstWhileEnoughOfItServes() {
        Selection selection = PLAIN.withZone("a", 0.7);
        List<Candidate> servers = List.of(
                Pool.server("a1").withZone("a").withWeight(3),
                Pool.server("a2").withZone("a"),
                Pool.server("b1").withZone("b"),
                Pool.server("b2").withZone("b").asBackup());
        assertThat(ranks(selection, servers)).containsExactly(0, 0, 1, 2);
        assertThat(ranks(selection, Pool.change(servers, 1, c -> c.withStanding(Pool.DOWN))))
                .containsExactly(0, -1, 1, 2);
        assertThat(ranks(selection, Pool.change(servers, 0, c -> c.withStanding(Pool.DOWN))))
                .containsExactly(-1, 0, 0, 1);
    }

    @Test
    void aNodeWhoseZoneHasNoServersUsesAll() {
        List<Candidate> servers =
                List.of(Pool.server("a1").withZone("a"), Pool.server("b1").withZone("b"));
        assertThat(ranks(PLAIN.withZone("c", 0.7), servers)).containsExactly(0, 0);
    }

    @Test
    void drainingServersOfAZoneDoNotMakeItTooWeak() {
        List<Candidate> servers = List.of(
                Pool.server("a1").withZone("a"),
                Pool.server("a2").withZone("a").withStanding(Pool.DRAINING),
                Pool.server("b1").withZone("b"));
        assertThat(ranks(PLAIN.withZone("a", 0.7), servers)).containsExactly(0, -1, 1);
    }

    @Test
    void aServerMayOccurOnlyOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Candidates.of(PLAIN, List.of(Pool.server("a"), Pool.server("a"))))
                .withMessage("servers: 2 with only 1 different ids (expected: each server once)");
    }

    @Test
    void badNumbersAreRefusedInWords() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pool.server("a").withWeight(300))
                .withMessage("weight: 300 (expected: 0 to 256)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PLAIN.withPanicThreshold(1.5))
                .withMessage("panic-threshold: 1.5 (expected: 0 to 1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConsistentHash(KeySource.path(), 0.5))
                .withMessage("load-bound: 0.5 (expected: 0 or at least 1)");
    }

    private static List<Integer> ranks(Selection selection, List<Candidate> servers) {
        Candidates set = Candidates.of(selection, servers);
        return java.util.stream.IntStream.range(0, servers.size())
                .map(set::rankOf)
                .boxed()
                .toList();
    }
}
