package dev.skein.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.cluster.LastWins.Entry;
import dev.skein.cluster.Stamp;
import dev.skein.control.Nodes.Node;
import dev.skein.model.AdminState;
import dev.skein.model.ServerKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wishes where a majority of voters decides. */
class AgreedWishesTest {
    private static final String POOL = "servers = [ { id = s1, address = \"127.0.0.1:9001\" } ]";
    private static final ServerKey S1 = new ServerKey("shop", "s1");

    private final Path directory;
    private final Nodes nodes;
    private final Parliament parliament = new Parliament();

    AgreedWishesTest(@TempDir Path directory) {
        this.directory = directory;
        this.nodes = new Nodes(directory, 3, POOL);
        nodes.parliament = parliament;
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    private void wish(Node node, AdminState state, String author) {
        nodes.nanos += 1_000_000_000L;
        node.state.fold(new Change.Wished(S1, new Wish(state, null, author, "because", nodes.ticker.epochMillis(), 0)));
        nodes.settle();
    }

    private List<AdminState> states() {
        return nodes.all().stream().map(node -> node.server("s1").adminState()).toList();
    }

    @Test
    void aWishIsDecidedOnceAndReachesNodesWithoutAGrid() {
        Node a = nodes.start("a");
        nodes.start("b");
        wish(a, AdminState.DRAIN, "ops");
        assertThat(states()).containsOnly(AdminState.DRAIN);
        assertThat(a.server("s1").wishLocalOnly()).isFalse();
        assertThat(parliament.writes).isEqualTo(1);
        nodes.rounds(20);
        assertThat(parliament.writes)
                .as("nothing is written where nothing is missing")
                .isEqualTo(1);
        Node fresh = nodes.start("c");
        nodes.rounds(1);
        assertThat(fresh.server("s1").adminState()).isEqualTo(AdminState.DRAIN);
    }

    @Test
    void inAMinorityAWishHoldsAtOnceAndIsDecidedWhenTheMajorityIsBack() {
        Node a = nodes.join("a");
        Node b = nodes.join("b");
        parliament.alone("a", "b");
        wish(a, AdminState.DRAIN, "ops");
        assertThat(states()).containsOnly(AdminState.DRAIN);
        assertThat(a.server("s1").wishLocalOnly()).isTrue();
        nodes.rounds(3);
        assertThat(b.server("s1").wishLocalOnly())
                .as("heard of, and not decided either")
                .isTrue();
        assertThat(parliament.writes).isZero();
        parliament.alone();
        nodes.settle();
        assertThat(a.server("s1").wishLocalOnly()).isFalse();
        assertThat(b.server("s1").wishLocalOnly()).isFalse();
        assertThat(a.journal("local only")).hasSize(1);
        assertThat(a.journal("the wish is known to all now")).hasSize(1);
    }

    @Test
    void ofBothSidesTheLaterWishCountsAndTheJournalSaysSoOnce() {
        Node a = nodes.start("a");
        Node b = nodes.start("b");
        parliament.alone("a");
        wish(a, AdminState.DRAIN, "ops");
        wish(b, AdminState.MAINTENANCE, "dev");
        assertThat(states()).containsExactly(AdminState.DRAIN, AdminState.MAINTENANCE);
        parliament.alone();
        nodes.settle();
        nodes.join(a);
        nodes.join(b);
        assertThat(states()).containsOnly(AdminState.MAINTENANCE);
        assertThat(a.journal("maintenance: because by dev on b is later than drain: because by ops on a and counts"))
                .hasSize(1);
    }

    @Test
    void theLaterWishOfTheMinorityCountsToo() {
        Node a = nodes.start("a");
        Node b = nodes.start("b");
        parliament.alone("a");
        wish(b, AdminState.MAINTENANCE, "dev");
        wish(a, AdminState.DRAIN, "ops");
        parliament.alone();
        nodes.settle();
        nodes.join(a);
        nodes.join(b);
        assertThat(states()).containsOnly(AdminState.DRAIN);
        assertThat(a.journal("drain: because by ops on a is later than maintenance: because by dev on b and counts"))
                .hasSize(1);
        assertThat(a.server("s1").wishLocalOnly()).isFalse();
    }

    @Test
    void aWishThatWasTakenBackIsForgottenAfterThirtyDaysAndNotBroughtBackByOthers() throws IOException {
        Node a = nodes.join("a");
        Node b = nodes.join("b");
        wish(a, AdminState.DRAIN, "ops");
        wish(b, AdminState.READY, "ops");
        Path file = directory.resolve("a").resolve("wishes.json");
        nodes.nanos += TimeUnit.DAYS.toNanos(29);
        nodes.rounds(1);
        assertThat(file).content().contains("\"s1\"");
        nodes.nanos += TimeUnit.DAYS.toNanos(2);
        nodes.rounds(2);
        assertThat(file).content().doesNotContain("s1");
        assertThat(a.cluster.facts().all(Wishes.TOPIC)).isEmpty();
        nodes.rounds(5);
        assertThat(file).content().doesNotContain("s1");
        assertThat(Files.readString(directory.resolve("b").resolve("wishes.json")))
                .doesNotContain("s1");
        wish(a, AdminState.MAINTENANCE, "ops");
        assertThat(states()).containsOnly(AdminState.MAINTENANCE);
    }

    @Test
    void aListOfWishesIsPackedAndReadAgainAndGarbageIsRefused() {
        Map<ServerKey, Entry<Wish>> wishes = new HashMap<>();
        for (int i = 0; i < 5_000; i++) {
            wishes.put(
                    new ServerKey("shop", "10.0.0." + i + ":8080"),
                    new Entry<>(
                            new Stamp(1_800_000_000_000L + i, 0, "a"),
                            new Wish(AdminState.DRAIN, 7, "ops", "x", i, 0)));
        }
        byte[] packed = WishList.encode(wishes);
        assertThat(packed).hasSizeLessThan(WishList.MOST_BYTES);
        assertThat(WishList.decode(packed)).isEqualTo(wishes);
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> WishList.decode(new byte[] {1, 2, 3})))
                .isInstanceOf(dev.skein.cluster.Decoder.MalformedException.class);
    }
}
