package dev.skein.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.cluster.Quotas.Grant;
import dev.skein.model.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Three nodes over a grid in memory: joining late, being cut off, starting again. */
class ClusterTest {
    private final MemoryGrid grid = new MemoryGrid(Ticker.SYSTEM, 3);
    private final Cluster a = grid.node("a", 100);
    private final Cluster b = grid.node("b", 100);
    private final Cluster c = grid.node("c", 100);

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static List<String> facts(Cluster node) {
        return node.facts().all("health").stream()
                .map(f -> f.key().author() + " " + f.key().name() + " " + new String(value(f), UTF_8))
                .sorted()
                .toList();
    }

    private static byte[] value(Fact fact) {
        byte[] value = fact.value();
        return value == null ? bytes("withdrawn") : value;
    }

    private static Grant claim(Cluster node, long capacity, long wanted) {
        return node.quotas()
                .claim("limit", capacity, wanted)
                .toCompletableFuture()
                .join();
    }

    private void joinAll() {
        grid.join(a);
        grid.join(b);
        grid.join(c);
    }

    @Test
    void whatWasSaidBeforeJoiningIsHeardAfterwards() {
        a.facts().publish("health", "shop/1", bytes("up"));
        grid.join(b);
        grid.join(a);
        assertThat(facts(b)).containsExactly("a shop/1 up");
    }

    /** Its last word and its end come by different ways, and by different threads. */
    @Test
    void whoStopsIsToldSoThoughItsLastWordComesLate() {
        joinAll();
        b.membership().gone("a", 100, "its connections were lost");
        c.membership().gone("a", 99, "its connections were lost");
        a.leave();
        assertThat(b.membership().find("a")).extracting(Member::reason).isEqualTo("stopped");
        assertThat(c.membership().find("a")).extracting(Member::state).isEqualTo(Member.State.PRESENT);
        assertThat(c.leaves("a", 100)).isTrue();
    }

    @Test
    void theLatestFactCountsAndListenersHearOfOthersOnly() {
        joinAll();
        List<String> heard = new ArrayList<>();
        b.facts().listen("health", f -> heard.add(f.key().name() + " " + new String(value(f), UTF_8)));
        a.facts().publish("health", "shop/1", bytes("up"));
        a.facts().publish("health", "shop/1", bytes("up"));
        a.facts().publish("health", "shop/1", bytes("down"));
        a.facts().publish("other", "shop/1", bytes("x"));
        b.facts().publish("health", "shop/1", bytes("up"));
        a.facts().withdraw("health", "shop/1");
        assertThat(heard).containsExactly("shop/1 up", "shop/1 down", "shop/1 withdrawn");
        assertThat(facts(c)).containsExactly("b shop/1 up");
    }

    @Test
    void factsOfANodeThatIsGoneStayUntilTheyAreForgotten() {
        joinAll();
        a.facts().publish("health", "shop/1", bytes("up"));
        grid.cutOff(a);
        assertThat(facts(b)).containsExactly("a shop/1 up");
        b.facts().forget(new Fact.Key("a", "health", "shop/1"));
        assertThat(facts(b)).isEmpty();
        assertThat(facts(c)).isEmpty();
    }

    @Test
    void factsOfANodeThatIsThereCannotBeForgotten() {
        joinAll();
        a.facts().publish("health", "shop/1", bytes("up"));
        b.facts().forget(new Fact.Key("a", "health", "shop/1"));
        assertThat(facts(b)).containsExactly("a shop/1 up");
    }

    @Test
    void aNodeThatWasTakenForGoneSaysAgainWhatOthersForgot() {
        joinAll();
        a.facts().publish("health", "shop/1", bytes("up"));
        a.facts().publish("health", "shop/2", bytes("up"));
        grid.cutOff(a);
        b.facts().forget(new Fact.Key("a", "health", "shop/1"));
        a.facts().publish("health", "shop/2", bytes("down"));
        grid.join(a);
        assertThat(facts(b)).containsExactly("a shop/1 up", "a shop/2 down");
        assertThat(facts(a)).isEqualTo(facts(b));
    }

    /** What it had forgotten by itself nobody heard of, since who joins brings nothing: it did so for ever. */
    @Test
    void aNodeThatTookTheOthersForGoneHearsThemAgain() {
        joinAll();
        b.facts().publish("health", "shop/1", bytes("up"));
        b.facts().publish("health", "shop/2", bytes("up"));
        grid.cutOff(a);
        a.membership().gone("b", 100, "silent");
        a.facts().forget(new Fact.Key("b", "health", "shop/1"));
        assertThat(facts(a)).containsExactly("b shop/2 up");
        grid.join(a);
        for (Cluster node : List.of(a, b, c)) {
            assertThat(facts(node)).containsExactly("b shop/1 up", "b shop/2 up");
        }
    }

    @Test
    void aRestartedNodeFindsWhatItSaidBeforeAndTakesBackTheRest() {
        joinAll();
        a.facts().publish("health", "shop/1", bytes("up"));
        a.facts().publish("health", "shop/2", bytes("up"));
        grid.cutOff(a);
        Cluster again = grid.node("a", 200);
        grid.join(again);
        assertThat(facts(again)).hasSize(2);
        again.facts().publish("health", "shop/1", bytes("up"));
        again.facts().settle("health");
        assertThat(facts(b)).containsExactly("a shop/1 up");
        assertThat(facts(again)).containsExactly("a shop/1 up");
    }

    @Test
    void aNodeWhoseClockWasSetBackIsStillHeard() {
        joinAll();
        a.facts().publish("health", "shop/1", bytes("up"));
        a.facts().publish("health", "shop/2", bytes("up"));
        grid.cutOff(a);
        Cluster again = grid.node("a", 50);
        again.facts().publish("health", "shop/1", bytes("down"));
        grid.join(again);
        again.facts().settle("health");
        assertThat(facts(b)).containsExactly("a shop/1 down");
    }

    @Test
    void onlyTheLatestReportsOfNodesThatAreThereCount() {
        joinAll();
        List<String> heard = new ArrayList<>();
        b.reports().listen("load", report -> heard.add(report.author() + new String(report.value(), UTF_8)));
        a.reports().publish("load", bytes("1"));
        a.reports().publish("load", bytes("2"));
        b.reports().publish("load", bytes("3"));
        assertThat(heard).containsExactly("a1", "a2");
        assertThat(b.reports().latest("load")).containsOnlyKeys("a", "b");
        grid.cutOff(a);
        assertThat(b.reports().latest("load")).containsOnlyKeys("b");
        assertThat(b.reports().latest("other")).isEmpty();
    }

    @Test
    void eachLineIsHeardOnceEvenIfItIsSaidAgain() {
        joinAll();
        List<String> heard = new ArrayList<>();
        b.feed().listen(line -> heard.add(line.author() + line.seq()));
        a.feed().add(bytes("x"));
        grid.cutOff(a);
        a.feed().add(bytes("y"));
        grid.join(a);
        b.feed().add(bytes("z"));
        assertThat(heard).containsExactly("a1", "a2");
    }

    @Test
    void whoJoinsHearsOfAllPins() {
        List<Long> heard = new ArrayList<>();
        c.pins().listen((key, server) -> heard.add(key * 100 + server));
        grid.join(a);
        grid.join(b);
        a.pins().share(1, 11, Duration.ofHours(1));
        grid.join(c);
        b.pins().share(2, 22, Duration.ofHours(1));
        assertThat(heard).containsExactly(111L, 222L);
    }

    @Test
    void aLimitIsDividedAmongThoseWhoAreThere() {
        joinAll();
        assertThat(claim(a, 90, 60)).isEqualTo(new Grant(60, true));
        assertThat(claim(b, 90, 60)).isEqualTo(new Grant(30, true));
        assertThat(claim(a, 90, 60)).isEqualTo(new Grant(45, true));
    }

    @Test
    void whoIsCutOffOrInTheMinorityHasAnEqualPart() {
        assertThat(claim(a, 90, 60)).isEqualTo(new Grant(30, false));
        joinAll();
        grid.cutOff(b);
        assertThat(claim(a, 90, 60)).isEqualTo(new Grant(60, true));
        assertThat(claim(b, 90, 60)).isEqualTo(new Grant(30, false));
        grid.cutOff(c);
        assertThat(claim(a, 90, 60)).isEqualTo(new Grant(30, false));
        assertThat(claim(a, 2, 60)).isEqualTo(new Grant(1, false));
    }

    @Test
    void twoGridsDivideALimitByTheNumberOfTheirNodes() {
        Cluster d = new MemoryGrid(Ticker.SYSTEM, 3).node("d", 100, "hz5.6-s1");
        grid.join(a);
        grid.join(b);
        for (Cluster each : List.of(a, b)) {
            each.membership().arrived(d.membership().self());
            d.membership().arrived(each.membership().self());
        }
        new MemoryGrid(Ticker.SYSTEM, 3).join(d);
        assertThat(claim(a, 90, 60)).isEqualTo(new Grant(60, true));
        assertThat(claim(b, 90, 60)).isEqualTo(new Grant(0, true));
        assertThat(claim(a, 90, 60)).isEqualTo(new Grant(30, true));
        assertThat(claim(b, 90, 60)).isEqualTo(new Grant(30, true));
        assertThat(claim(d, 90, 60)).isEqualTo(new Grant(30, true));
    }

    @Test
    void connectingIsTold() {
        List<String> told = new ArrayList<>();
        a.whenConnected(() -> told.add("connected"));
        assertThat(a.connected()).isFalse();
        grid.join(a);
        assertThat(a.connected()).isTrue();
        grid.cutOff(a);
        assertThat(told).containsExactly("connected");
        assertThat(a.connected()).isFalse();
    }

    @Test
    void aSingleNodeHasEverythingToItself() {
        Cluster alone = Cluster.alone(Ticker.SYSTEM, "a", "0.1.0", "");
        assertThat(claim(alone, 90, 60)).isEqualTo(new Grant(60, true));
        assertThat(claim(alone, 90, 100)).isEqualTo(new Grant(90, true));
        assertThat(alone.membership().all())
                .singleElement()
                .extracting(Member::isIn)
                .isEqualTo(true);
    }

    @Test
    void aLimitIsDividedEvenIfNobodySaidHowManyNodesThereAre() {
        joinAll();
        List.of(a, b, c).forEach(node -> node.quotas().expect(1));
        long granted = 0;
        for (int round = 0; round < 3; round++) {
            granted = claim(a, 90, 90).amount()
                    + claim(b, 90, 90).amount()
                    + claim(c, 90, 90).amount();
        }
        assertThat(granted).isEqualTo(90);
    }

    @Test
    void whoeverHearsOfMostNodesIsInTheMajority() {
        assertThat(a.inMajority()).isFalse();
        joinAll();
        assertThat(a.inMajority()).isTrue();
        grid.cutOff(a);
        assertThat(a.inMajority()).isFalse();
        assertThat(b.inMajority()).isTrue();
        assertThat(Cluster.alone(Ticker.SYSTEM, "z", "0.1.0", "").inMajority()).isTrue();
    }

    /** The grid itself needs seconds: what is wished meanwhile must not be taken for known to all. */
    @Test
    void whoeverHeartbeatsNoLongerTellOfCountsForNoMajority() {
        joinAll();
        a.membership().suspect("b", Membership.Source.HEARTBEAT, "silent");
        assertThat(a.inMajority()).isTrue();
        a.membership().suspect("c", Membership.Source.HEARTBEAT, "silent");
        assertThat(a.inMajority()).isFalse();
        a.membership().trust("c", Membership.Source.HEARTBEAT);
        assertThat(a.inMajority()).isTrue();
    }
}
