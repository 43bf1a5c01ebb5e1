package dev.skein.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.control.Nodes.Node;
import dev.skein.model.AdminState;
import dev.skein.model.ServerKey;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operators' wishes on several nodes. */
class SharedWishesTest {
    private static final String POOL = "servers = [ { id = s1, address = \"127.0.0.1:9001\" } ]";
    private static final ServerKey S1 = new ServerKey("shop", "s1");

    private final Nodes nodes;
    private Node a;
    private Node b;
    private Node c;

    SharedWishesTest(@TempDir Path directory) {
        this.nodes = new Nodes(directory, 3, POOL);
        this.a = nodes.join("a");
        this.b = nodes.join("b");
        this.c = nodes.join("c");
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    private void wish(Node node, AdminState state, String author) {
        wish(node, state, author, 0);
    }

    private void wish(Node node, AdminState state, String author, long expires) {
        nodes.nanos += 1_000_000_000L;
        Wish wish = new Wish(state, null, author, "because", nodes.ticker.epochMillis(), expires);
        node.state.fold(new Change.Wished(S1, wish));
        nodes.settle();
    }

    private List<AdminState> states() {
        return nodes.all().stream().map(node -> node.server("s1").adminState()).toList();
    }

    @Test
    void aWishOnOneNodeHoldsOnAllWithAuthorAndReason() {
        wish(a, AdminState.DRAIN, "ops");
        assertThat(states()).containsOnly(AdminState.DRAIN);
        assertThat(c.server("s1").wish().author()).isEqualTo("ops");
        assertThat(c.journal("drain: because (told to node a)")).hasSize(1);
        wish(b, AdminState.READY, "dev");
        assertThat(states()).containsOnly(AdminState.READY);
    }

    @Test
    void itOutlivesTheNodeThatWasTold() {
        wish(a, AdminState.DRAIN, "ops");
        nodes.kill(a);
        Node d = nodes.join("d");
        assertThat(d.server("s1").adminState()).isEqualTo(AdminState.DRAIN);
    }

    @Test
    void itOutlivesTheRestartOfAllNodesInAnyOrder() {
        wish(a, AdminState.DRAIN, "ops");
        List.copyOf(nodes.all()).forEach(nodes::kill);
        c = nodes.join("c");
        b = nodes.join("b");
        assertThat(states()).containsOnly(AdminState.DRAIN);
        wish(b, AdminState.READY, "dev");
        a = nodes.join("a");
        assertThat(states()).containsOnly(AdminState.READY);
    }

    @Test
    void aNodeThatWasAwayDoesNotBringBackWhatWasTakenBack() {
        wish(a, AdminState.DRAIN, "ops");
        nodes.kill(a);
        wish(b, AdminState.READY, "dev");
        nodes.join("a");
        assertThat(states()).containsOnly(AdminState.READY);
    }

    @Test
    void aSplitKeepsTheLaterWishAndSaysSo() {
        nodes.cutOff(a);
        wish(a, AdminState.DRAIN, "ops");
        assertThat(a.server("s1").wish().state()).isEqualTo(AdminState.DRAIN);
        assertThat(a.server("s1").wishLocalOnly()).isTrue();
        assertThat(a.journal("local only")).hasSize(1);
        wish(b, AdminState.MAINTENANCE, "dev");
        assertThat(b.server("s1").wishLocalOnly()).isFalse();
        nodes.join(a);
        assertThat(states()).containsOnly(AdminState.MAINTENANCE);
        assertThat(a.server("s1").wishLocalOnly()).isFalse();
        assertThat(a.journal("maintenance: because by dev on b is later than drain: because by ops on a and counts"))
                .hasSize(1);
    }

    @Test
    void aSplitKeepsTheLaterWishOfTheSmallerPartToo() {
        nodes.cutOff(a);
        wish(b, AdminState.MAINTENANCE, "dev");
        wish(a, AdminState.DRAIN, "ops");
        nodes.join(a);
        assertThat(states()).containsOnly(AdminState.DRAIN);
        assertThat(a.journal("drain: because by ops on a is later")).hasSize(1);
        assertThat(a.server("s1").wishLocalOnly()).isFalse();
    }

    @Test
    void aWishEndsEverywhereWhenItsTimeIsOver() {
        wish(a, AdminState.DRAIN, "ops", nodes.ticker.epochMillis() + 5_000);
        assertThat(states()).containsOnly(AdminState.DRAIN);
        nodes.rounds(4);
        assertThat(states()).containsOnly(AdminState.READY);
    }

    @Test
    void aCorrectionCountsAlthoughTheClockOfTheCorrectedIsFiveMinutesAhead() {
        nodes.kill(a);
        nodes.ahead.put("a", 300_000L);
        a = nodes.join("a");
        wish(a, AdminState.DRAIN, "ops");
        assertThat(states()).containsOnly(AdminState.DRAIN);
        wish(b, AdminState.READY, "dev");
        assertThat(states()).containsOnly(AdminState.READY);
    }
}
