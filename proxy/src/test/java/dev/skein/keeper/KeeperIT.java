package dev.skein.keeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.heartbeat.HeartbeatView.LeaseView;
import dev.skein.lease.Timing;
import dev.skein.vip.Flow;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three keepers with their nodes, and one virtual address. */
class KeeperIT {
    private static final KeptAddress IP =
            new KeptAddress(InetAddress.ofLiteral("203.0.113.10"), 24, "eth0", KeptAddress.Carrier.INTERFACE);

    @TempDir
    Path directory;

    private final List<KeptNode> nodes = new ArrayList<>();
    private KeptNode first;

    @BeforeEach
    void start() throws IOException {
        List<InetSocketAddress> all = KeptNode.freePorts(3);
        for (String name : List.of("a", "b", "c")) {
            nodes.add(new KeptNode(name, directory, all, List.of(IP)));
        }
        first = heldByAnother(null);
        // Who has it after the first moments, in which the nodes don't know each other yet, keeps it.
        soon(() -> nodes.stream().allMatch(one -> holders(one).equals(List.of(first.name))));
    }

    @AfterEach
    void stop() throws IOException {
        for (KeptNode node : nodes) {
            node.close();
        }
        neverTwo();
    }

    private void neverTwo() {
        for (KeptNode one : nodes) {
            for (KeptNode other : nodes) {
                if (one != other) {
                    assertThat(one.port.spans())
                            .noneMatch(span -> other.port.spans().stream().anyMatch(span::overlaps));
                }
            }
        }
    }

    private static void setHooks(KeptNode node, HookSettings hooks) {
        int before = node.port.calls.size();
        node.link.addresses(List.of(IP), hooks, Duration.ofSeconds(60));
        soon(() -> node.port.calls.size() > before);
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
        first.link.addresses(List.of(IP), HookSettings.NONE, Duration.ofSeconds(60));
        assertThat(heldByAnother(first)).isNotNull();
        soon(() -> first.events.stream().anyMatch(line -> line.contains("no nf_tables")));

        nodes.forEach(one -> one.link.timing(Timing.CALM));
        nodes.stream().filter(one -> one != first).forEach(one -> one.unwell.set("to leave it to the first"));
        soon(() -> first.answers(IP));
    }

    @Test
    void programsAreRunWhenItComesAndGoes() {
        KeptNode other = nodes.stream().filter(one -> one != first).findFirst().orElseThrow();
        third(first, other).unwell.set("to leave it to the other");
        List<String> say = List.of("/bin/sh", "-c", "echo $SKEIN_ACTION $SKEIN_ADDRESS $SKEIN_INTERFACE $SKEIN_NODE");
        HookSettings hooks = new HookSettings(say, say, List.of("/bin/false"), Duration.ofSeconds(10));
        nodes.forEach(one -> setHooks(one, hooks));
        first.unwell.set("to give it up");
        soon(() -> first.events.stream().anyMatch(line -> line.contains("release 203.0.113.10 eth0 " + first.name)));
        soon(() -> other.events.stream().anyMatch(line -> line.contains("acquire 203.0.113.10 eth0 " + other.name)));
        assertThat(other.events).noneMatch(line -> line.contains("on-fence"));
    }

    @Test
    void whatMustBeDoneBeforeItIsTakenFromASilentNodeIsWaitedFor() throws IOException {
        KeptNode other = nodes.stream().filter(one -> one != first).findFirst().orElseThrow();
        third(first, other).unwell.set("to leave it to the other");
        Path done = directory.resolve("done");
        List<String> off = List.of("/bin/sh", "-c", "sleep 0.3; echo $SKEIN_NODE >" + done);
        setHooks(other, new HookSettings(List.of(), List.of(), off, Duration.ofSeconds(10)));
        // Long enough for it to see who holds it.
        soon(() -> holders(other).equals(List.of(first.name)));
        first.cutOff();
        assertThat(heldByAnother(first)).isSameAs(other);
        assertThat(done).hasContent(first.name);
    }

    /** Wished for again and again, as an operator would. */
    private static void handOver(KeptNode from, KeptNode to) {
        soon(() -> {
            from.link.handOver(IP.resource(), to.name);
            return to.answers(IP);
        });
    }

    @Test
    void whatIsHandedOverIsServedByBothUntilNothingIsOpen() {
        KeptNode other = nodes.stream().filter(one -> one != first).findFirst().orElseThrow();
        first.port.connections.add(new Flow(InetAddress.ofLiteral("203.0.113.100"), 40_000, 443));
        handOver(first, other);
        assertThat(first.port.calls)
                .contains("offer", "retire to " + other.port.mac)
                .doesNotContain("drop 203.0.113.10");
        assertThat(other.port.calls).containsSubsequence("expect from " + first.port.mac, "take 203.0.113.10");
        assertThat(other.port.calls).doesNotContain("relay to 0");
        soon(() -> first.port.calls.contains("serve"));

        // And back again while some is open.
        int before = first.port.calls.size();
        soon(() -> holders(other).equals(List.of(other.name)));
        handOver(other, first);
        assertThat(first.port.calls.subList(before, first.port.calls.size())).contains("expect from " + other.port.mac);
        assertThat(other.port.calls).contains("retire to " + first.port.mac);
        soon(() -> other.port.calls.contains("drop 203.0.113.10"));
        soon(() -> first.port.calls.contains("relay to 0"));
    }

    @Test
    void theClientsOfALostHolderAreTold() throws IOException {
        for (KeptNode node : nodes) {
            node.flowsTo =
                    flows -> nodes.stream().filter(one -> one != node).forEach(one -> one.link.flows(node.name, flows));
        }
        Flow flow = new Flow(InetAddress.ofLiteral("203.0.113.100"), 40_000, 443);
        first.port.connections.add(flow);
        // Long enough to be told of: once a second.
        int looks = first.port.counted.get();
        soon(() -> first.port.counted.get() > looks + 2);
        first.endKeeper();
        first.endNode();
        assertThat(heldByAnother(first).port.tickled).containsExactly(flow);
    }
}
