package dev.skein.keeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.heartbeat.HeartbeatView.LeaseView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three keepers with their nodes, and one virtual address. */
class KeeperIT {
    private static final KeptAddress IP = new KeptAddress(InetAddress.ofLiteral("203.0.113.10"), 24, "eth0");

    @TempDir
    Path directory;

    private final List<KeptNode> nodes = new ArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicBoolean twice = new AtomicBoolean();
    private KeptNode first;

    @BeforeEach
    void start() throws IOException {
        List<InetSocketAddress> all = KeptNode.freePorts(3);
        for (String name : List.of("a", "b", "c")) {
            nodes.add(new KeptNode(name, directory, all, List.of(IP)));
        }
        Thread.ofPlatform().daemon().start(this::watch);
        first = heldByAnother(null);
        // Who has it after the first moments, in which the nodes don't know each other yet, keeps it.
        soon(() -> nodes.stream().allMatch(one -> holders(one).equals(List.of(first.name))));
    }

    /** Two that answer at one time would be seen, if not each time. */
    private void watch() {
        while (!over.get()) {
            if (nodes.stream().filter(one -> one.answers(IP)).count() > 1) {
                twice.set(true);
            }
            Thread.onSpinWait();
        }
    }

    @AfterEach
    void stop() throws IOException {
        over.set(true);
        for (KeptNode node : nodes) {
            node.close();
        }
        assertThat(twice).isFalse();
    }

    private static void soon(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(30)).until(condition);
    }

    private static List<String> holders(KeptNode one) {
        return one.link.view().leases().stream().map(LeaseView::holder).toList();
    }

    private KeptNode heldByAnother(@Nullable KeptNode than) {
        soon(() -> nodes.stream().anyMatch(one -> one != than && one.answers(IP)));
        assertThat(than == null || !than.answers(IP)).isTrue();
        return nodes.stream().filter(one -> one.answers(IP)).findFirst().orElseThrow();
    }

    private KeptNode third(KeptNode one, KeptNode two) {
        return nodes.stream()
                .filter(node -> node != one && node != two)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void oneHoldsItAndEverybodyKnows() {
        assertThat(first.link.term(IP.resource())).isPositive();
        assertThat(nodes.stream().filter(one -> one.link.term(IP.resource()) != 0))
                .containsExactly(first);
        assertThat(first.events).contains("acquired ip 203.0.113.10");
    }

    @Test
    void aNodeThatEndsHandsOverAtOnceAndItsKeeperStaysAVoter() throws IOException {
        first.endNode();
        KeptNode second = heldByAnother(first);
        soon(() -> second.events.contains(first.name + " ORPHANED"));

        // Two voters of three are enough only because the first one's keeper still speaks.
        third(first, second).endKeeper();
        second.endNode();
        soon(() -> !second.answers(IP));
        first.startNode();
        assertThat(heldByAnother(second)).isSameAs(first);
    }

    @Test
    void aNodeThatStandsStillLosesItAfterAPromiseAndIsWelcomeAgain() {
        first.standStill();
        KeptNode second = heldByAnother(first);
        first.goOn();
        soon(() ->
                second.events.lastIndexOf(first.name + " ALIVE") > second.events.lastIndexOf(first.name + " ORPHANED"));
        // Nothing is taken back without preempt.
        assertThat(second.answers(IP)).isTrue();
        soon(() -> first.events.contains("lost ip 203.0.113.10 HANDED_OVER"));
    }

    @Test
    void aNodeThatIsUnwellGivesItUpByItself() {
        first.unwell.set("no server can be reached, but others reach theirs");
        assertThat(heldByAnother(first)).isNotNull();
        soon(() -> first.events.contains("lost ip 203.0.113.10 HANDED_OVER"));
    }

    @Test
    void whatTheKernelRefusesGoesToAnotherNode() {
        KeptNode unable = nodes.stream().filter(one -> one != first).findFirst().orElseThrow();
        unable.port.refusal = "no interface eth0";
        first.endNode();
        assertThat(heldByAnother(first)).isSameAs(third(first, unable));
    }

    @Test
    void aKeeperThatIsStartedAgainIsToldEverythingAgain() throws IOException {
        first.endKeeper();
        KeptNode second = heldByAnother(first);
        soon(() -> first.link.view().peers().isEmpty());
        first.startKeeper();
        soon(() -> first.events.contains("greeted true"));
        soon(() -> holders(first).equals(List.of(second.name)));
        second.endNode();
        third(first, second).unwell.set("to leave it to the first");
        assertThat(heldByAnother(second)).isNotNull();
        soon(() -> first.answers(IP));
    }

    @Test
    void withoutAFenceNothingIsHeldUnlessPromisesAreLong() {
        first.port.unguarded = "this kernel has no nf_tables";
        first.link.addresses(List.of(IP));
        assertThat(heldByAnother(first)).isNotNull();
        soon(() -> first.events.stream().anyMatch(line -> line.contains("no nf_tables")));
    }
}
