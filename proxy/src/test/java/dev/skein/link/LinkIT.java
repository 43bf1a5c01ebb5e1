package dev.skein.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.skein.cluster.trust.NodeName;
import dev.skein.cluster.trust.NodeTrust;
import dev.skein.cluster.trust.TestAuthority;
import dev.skein.cluster.trust.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkIT {
    @TempDir
    Path directory;

    private TestAuthority authority;
    private final List<TestNode> nodes = new ArrayList<>();

    @BeforeEach
    void makeAuthority() {
        authority = new TestAuthority(directory, "ours");
    }

    @AfterEach
    void closeAll() {
        nodes.forEach(TestNode::close);
    }

    private TestNode node(String id) {
        return keep(new TestNode(id, authority.trust(id)));
    }

    private TestNode keep(TestNode node) {
        nodes.add(node);
        return node;
    }

    private static void meet(TestNode left, String other) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(left.link.nodes()).contains(other));
    }

    private static LinkException failure(CompletableFuture<byte[]> answer) {
        try {
            byte[] body = answer.get(20, TimeUnit.SECONDS);
            throw new AssertionError("it was answered, with " + body.length + " bytes");
        } catch (ExecutionException e) {
            return (LinkException) Objects.requireNonNull(e.getCause());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void threeNodesThatAllDialEachOtherHaveOneConnectionForEachPair() throws Exception {
        TestNode a = node("a");
        TestNode b = node("b");
        TestNode c = node("c");
        for (TestNode node : nodes) {
            node.seek(a, b, c);
        }
        meet(a, "b");
        meet(a, "c");
        meet(b, "a");
        meet(b, "c");
        meet(c, "a");
        meet(c, "b");

        for (TestNode from : nodes) {
            for (String to : from.link.nodes()) {
                assertThat(from.ask(to, "hi".getBytes(UTF_8)).get(10, TimeUnit.SECONDS))
                        .asString(UTF_8)
                        .isEqualTo("hi");
            }
        }
        assertThat(a.link.status()).hasSize(2);
        assertThat(a.events)
                .as("replacing one connection by another is no event")
                .containsExactlyInAnyOrder("+b", "+c");
        assertThat(a.link.send("b", TestNode.ECHO, "one way".getBytes(UTF_8))).isTrue();
        await().untilAsserted(() -> assertThat(b.messages).containsExactly("a:one way"));
    }

    @Test
    void inClearTextItWorksAlike() throws Exception {
        TestNode a = keep(new TestNode("a", null));
        TestNode b = keep(new TestNode("b", null));
        a.seek(b);
        meet(a, "b");
        meet(b, "a");
        assertThat(b.ask("a", new byte[3]).get(10, TimeUnit.SECONDS)).hasSize(3);
    }

    @Test
    void largeBodiesTravelInPiecesAndSmallOnesOvertakeThem() throws Exception {
        TestNode a = node("a");
        TestNode b = node("b");
        a.seek(b);
        meet(a, "b");
        byte[] large = new byte[3 << 20];
        new Random(7).nextBytes(large);

        CompletableFuture<byte[]> slow = a.ask("b", large);
        CompletableFuture<byte[]> quick = a.ask("b", new byte[10]);
        boolean[] overtaken = {false};
        quick.thenRun(() -> overtaken[0] = !slow.isDone()).get(10, TimeUnit.SECONDS);

        assertThat(slow.get(20, TimeUnit.SECONDS)).isEqualTo(large);
        assertThat(overtaken[0]).isTrue();
        await().untilAsserted(() ->
                assertThat(a.link.status().getFirst().queuedBytes()).isZero());
    }

    @Test
    void aBodyLargerThanItsTypeAllowsIsRefusedOnBothSides() {
        TestNode a = node("a");
        TestNode b = node("b");
        LinkType here = new LinkType(101, "small", 1 << 20);
        b.link.onRequest(new LinkType(101, "small", 10), (from, body) -> CompletableFuture.completedFuture(body));
        a.seek(b);
        meet(a, "b");

        assertThatThrownBy(() -> a.link.request("b", here, new byte[2 << 20], Duration.ofSeconds(5)))
                .hasMessage("small: 2097152 bytes (expected: at most 1048576)");
        LinkException refused = failure(a.link.request("b", here, new byte[100_000], Duration.ofSeconds(5)));
        assertThat(refused.kind()).isEqualTo(LinkException.Kind.REFUSED);
        assertThat(refused).hasMessage("b: small: 100000 bytes (expected: at most 10)");
        assertThat(a.link.nodes()).contains("b");
    }

    @Test
    void whatCannotBeAnsweredFailsWithItsReason() throws Exception {
        TestNode a = node("a");
        TestNode b = node("b");
        LinkType picky = new LinkType(102, "picky", 10);
        LinkType never = new LinkType(103, "never", 10);
        b.link.onRequest(picky, (from, body) -> {
            throw new IllegalStateException("not today");
        });
        b.link.onRequest(never, (from, body) -> new CompletableFuture<>());
        a.seek(b);
        meet(a, "b");

        assertThat(failure(a.link.request("b", picky, new byte[0], Duration.ofSeconds(5))))
                .hasMessage("b: not today");
        assertThat(failure(a.link.request("b", new LinkType(999, "?", 1), new byte[0], Duration.ofSeconds(5))))
                .hasMessage("b: type 999 is unknown to this node");
        assertThat(failure(a.link.request("b", never, new byte[0], Duration.ofMillis(50)))
                        .kind())
                .isEqualTo(LinkException.Kind.TIMEOUT);
        assertThat(failure(a.ask("x", new byte[0])).kind()).isEqualTo(LinkException.Kind.NOT_CONNECTED);
        CompletableFuture<byte[]> lost = a.link.request("b", never, new byte[0], Duration.ofSeconds(60));
        assertThat(a.ask("b", new byte[1]).get(10, TimeUnit.SECONDS)).hasSize(1);
        b.close();
        assertThat(failure(lost).kind()).isEqualTo(LinkException.Kind.LOST);
    }

    @Test
    void aNodeThatIsBackIsConnectedAgain() {
        TestNode a = node("a");
        TestNode b = node("b");
        b.seek(a);
        meet(a, "b");
        meet(b, "a");
        b.close();
        await().untilAsserted(() -> assertThat(a.events).contains("-b it said goodbye"));

        node("b").seek(a);

        meet(a, "b");
        assertThat(a.events).containsExactly("+b", "-b it said goodbye", "+b");
    }

    @Test
    void aConnectionThatBreaksIsMadeAgain() {
        TestNode a = node("a");
        TestNode b = node("b");
        try (Wire wire = new Wire(b.address)) {
            a.link.seek(List.of(wire.address()));
            meet(a, "b");
            wire.breakAll();
            await().untilAsserted(() -> assertThat(a.events).hasSize(3));
            assertThat(a.events.get(2)).isEqualTo("+b");
        }
    }

    @Test
    void aPeerThatFallsSilentIsGivenUpAndFoundAgain() {
        TestNode a = node("a");
        TestNode b = node("b");
        try (Wire wire = new Wire(b.address)) {
            a.link.seek(List.of(wire.address()));
            meet(a, "b");
            wire.freeze();
            // Whoever gives up first, the other one sees the end of the connection.
            await().untilAsserted(() -> assertThat(String.join(" ", a.events) + String.join(" ", b.events))
                    .contains("silent for ", "-b", "-a"));
            wire.thaw();
            meet(a, "b");
        }
    }

    @Test
    void aSlowPeerCostsMessagesAndRequestsButNeverMemory() throws Exception {
        TestNode a = keep(new TestNode("a", authority.trust("a"), GuestList.ANYBODY, 1 << 20));
        TestNode b = node("b");
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        LinkType stop = new LinkType(104, "stop", 10);
        b.link.onMessage(stop, (from, body) -> {
            held.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        a.seek(b);
        meet(a, "b");
        assertThat(a.link.send("b", stop, new byte[0])).isTrue();
        held.await();

        List<CompletableFuture<byte[]>> asked = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            a.link.send("b", TestNode.ECHO, new byte[100_000]);
            asked.add(a.ask("b", new byte[20_000]));
        }

        assertThat(a.link.dropped("b")).isPositive();
        assertThat(asked).anyMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(a.link.status().getFirst().queuedBytes()).isLessThanOrEqualTo(1 << 20);
        go.countDown();
    }

    @Test
    void twoNodesWithOneIdAreNotTakenForOne() {
        TestNode a = node("a");
        TestNode first = node("b");
        TestNode second = node("b");
        first.seek(a);
        meet(a, "b");

        try (Logged log = Logged.of("dev.skein.link")) {
            second.seek(a);
            await().untilAsserted(() -> assertThat(log.lines())
                    .anyMatch(line ->
                            line.startsWith("127.0.0.1: refused: a node b is connected already, from 127.0.0.1"))
                    .anyMatch(line -> line.startsWith("127.0.0.1: node a refused this node: a node b is connected")));
        }
        assertThat(second.link.nodes()).isEmpty();
        assertThat(a.events).containsExactly("+b");
    }

    @Test
    void aNodeWithThisNodesOwnIdIsRefused() {
        TestNode first = node("a");
        TestNode second = node("a");
        try (Logged log = Logged.of("dev.skein.link")) {
            second.seek(first);
            await().untilAsserted(() -> assertThat(log.lines())
                    .anyMatch(line -> line.contains("two nodes call themselves a (expected: different node ids)")));
        }
    }

    @Test
    void itselfAmongTheAddressesIsNoNews() {
        TestNode a = node("a");
        TestNode b = node("b");
        try (Logged log = Logged.of("dev.skein.link")) {
            a.seek(a, b);
            meet(a, "b");
            assertThat(log.lines()).noneMatch(line -> line.contains("refused"));
        }
    }

    @Test
    void aCertificateForAnotherNodeIsRefusedByName() {
        TestNode a = node("a");
        TestNode liar = keep(new TestNode("b", authority.trust("c")));
        try (Logged log = Logged.of("dev.skein.link")) {
            liar.seek(a);
            await().untilAsserted(() -> assertThat(log.lines())
                    .contains("127.0.0.1: refused: it calls itself b, but its certificate is for node c")
                    .contains("127.0.0.1: node a refused this node: it calls itself b, but its"
                            + " certificate is for node c"));
        }
        assertThat(a.link.nodes()).isEmpty();
    }

    @Test
    void anotherAuthoritysNodeCostsALineOnEachSide() {
        TestNode a = node("a");
        NodeTrust foreign = new TestAuthority(TestAuthority.below(directory, "x"), "theirs").trust("b");
        TestNode b = keep(new TestNode("b", foreign));
        try (Logged log = Logged.of("dev.skein.link")) {
            a.seek(b);
            await().untilAsserted(() -> assertThat(log.lines())
                    .anyMatch(line -> line.contains("refused: certificate") && line.contains("by CN=theirs"))
                    .anyMatch(line -> line.contains("refused this node's certificate")));
            // Many attempts later.
            await().pollDelay(Duration.ofMillis(700)).until(() -> true);
            assertThat(log.lines()).hasSize(2);
        }
    }

    @Test
    void anUnlistedNodeAndOneOfAnotherClusterAreRefusedOnBothSides() {
        TestNode a = keep(new TestNode(
                "a", authority.trust("a"), (id, from) -> id.equals("b") ? null : "is not listed", 16 << 20));
        TestNode d = node("d");
        TestNode other = keep(new TestNode(new NodeName("inner", "b"), null, GuestList.ANYBODY, 16 << 20));
        TestNode clear = keep(new TestNode("a", null));
        try (Logged log = Logged.of("dev.skein.link")) {
            d.seek(a);
            other.seek(clear);
            await().untilAsserted(() -> assertThat(log.lines())
                    .contains(
                            "127.0.0.1: refused: node d is not listed",
                            "127.0.0.1: node a refused this node: node d is not listed",
                            "127.0.0.1: refused: node b is of cluster inner (expected: edge)",
                            "127.0.0.1: node a refused this node: node b is of cluster inner (expected: edge)"));
        }
    }

    @Test
    void renewedCertificatesReplaceTheConnectionAndNothingIsLost() throws Exception {
        TlsFiles files = authority.issue("a");
        NodeTrust trust = TestAuthority.trust("a", files);
        TestNode a = keep(new TestNode("a", trust));
        TestNode b = node("b");
        b.seek(a);
        meet(a, "b");
        long before = a.link.status().getFirst().connectedAt();

        authority.issue("a");
        assertThat(trust.refresh().result()).isEqualTo(NodeTrust.Refresh.Result.RENEWED);

        List<CompletableFuture<byte[]>> asked = new ArrayList<>();
        await().pollInterval(Duration.ofMillis(5)).untilAsserted(() -> {
            asked.add(a.ask("b", new byte[10]));
            assertThat(a.link.status().getFirst().connectedAt()).isNotEqualTo(before);
        });
        for (CompletableFuture<byte[]> answer : asked) {
            assertThat(answer.get(10, TimeUnit.SECONDS)).hasSize(10);
        }
        assertThat(a.events).containsExactly("+b");
        assertThat(b.events).containsExactly("+a");
    }

    @Test
    void aPeerThatTheNewFilesRefuseIsClosedAtOnce() throws Exception {
        TlsFiles files = authority.issue("a");
        NodeTrust trust = TestAuthority.trust("a", files);
        TestNode a = keep(new TestNode("a", trust));
        node("b").seek(a);
        meet(a, "b");

        TlsFiles other = new TestAuthority(TestAuthority.below(directory, "x"), "other").issue("a");
        Files.copy(other.ca(), files.ca(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(other.cert(), files.cert(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(other.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
        assertThat(trust.refresh().result()).isEqualTo(NodeTrust.Refresh.Result.RENEWED);

        await().untilAsserted(() -> assertThat(a.events)
                .anyMatch(event -> event.startsWith("-b certificate CN=b") && event.contains("authority")));
    }

    @Test
    void aTakenPortIsNamed() {
        TestNode a = node("a");
        try (NodeLink second = new NodeLink(
                LinkSettings.usual(new NodeName("edge", "b"), "1", a.address),
                null,
                GuestList.ANYBODY,
                LinkEvents.NONE)) {
            assertThatThrownBy(second::open)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(String.valueOf(a.address.getPort()))
                    .hasMessageContaining("in use");
        }
    }
}
