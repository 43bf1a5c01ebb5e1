package dev.skein.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.ClusterPorts;
import dev.skein.cluster.Member.State;
import dev.skein.cluster.trust.NodeTrust;
import dev.skein.cluster.trust.TestAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is kept out, with a line on both sides. Node a is in place; b comes. */
class GridRefusalIT {
    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir
    Path directory;

    private TestAuthority authority;
    private final List<GridUnderTest> started = new ArrayList<>();
    private final int[] ports = ClusterPorts.take(3);
    private final int[] both = {ports[0], ports[1]};

    @BeforeEach
    void makeAuthority() {
        authority = new TestAuthority(directory, "edge");
    }

    @AfterEach
    void stopAll() {
        // At once, since each may take some seconds to say goodbye.
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            started.forEach(node -> threads.execute(node::close));
        }
    }

    private GridUnderTest start(String name, String id, int index, int[] members, @Nullable NodeTrust trust) {
        GridUnderTest node =
                GridUnderTest.of(name, id, ports[index], members, trust).start();
        started.add(node);
        return node;
    }

    private GridUnderTest present(String id, int[] members, @Nullable NodeTrust trust) {
        GridUnderTest node = start("edge", id, 0, members, trust);
        await().atMost(SOON).until(() -> node.state(id) == State.PRESENT);
        return node;
    }

    private static void awaitLine(GridUnderTest node, String part) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(node.told())
                        .anyMatch(line -> line.startsWith("peer-refused") && line.contains(part)));
    }

    @Test
    void aNodeOfAnotherAuthorityIsRefused() {
        GridUnderTest a = present("a", both, authority.trust("a"));
        TestAuthority other = new TestAuthority(TestAuthority.below(directory, "other"), "other");
        GridUnderTest b = start("edge", "b", 1, both, other.trust("b"));
        awaitLine(b, "not of this cluster's authority");
        awaitLine(a, "refused");
        assertThat(a.live()).containsExactly("a");
    }

    @Test
    void aNodeInClearTextIsRefused() {
        GridUnderTest a = present("a", both, authority.trust("a"));
        GridUnderTest b = start("edge", "b", 1, both, null);
        awaitLine(a, "it does not speak TLS");
        awaitLine(b, "speaks TLS where this node does not");
        assertThat(a.live()).containsExactly("a");
    }

    @Test
    void aNodeOfAnotherClusterIsRefused() {
        GridUnderTest a = present("a", both, null);
        GridUnderTest b = start("other", "b", 1, both, null);
        awaitLine(a, "it is of cluster 'other' (expected: 'edge')");
        awaitLine(b, "it is of cluster 'edge' (expected: 'other')");
        assertThat(a.live()).containsExactly("a");
        assertThat(b.live()).containsExactly("b");
    }

    private GridUnderTest besides(String grid) {
        GridUnderTest node = GridUnderTest.ofGrid(grid, "b", ports[1], both, authority.trust("b"))
                .start();
        started.add(node);
        return node;
    }

    @Test
    void aNodeOfAnotherSchemaIsRefused() {
        GridUnderTest a = present("a", both, authority.trust("a"));
        String here = a.cluster.membership().self().grid();
        String there = here.replace("-s1", "-s2");
        GridUnderTest b = besides(there);
        awaitLine(a, "Skein 0.1.0 there has grid " + there + ", Skein 0.1.0 here has " + here);
        awaitLine(b, "Skein 0.1.0 there has grid " + here + ", Skein 0.1.0 here has " + there);
        assertThat(a.live()).containsExactly("a");
        assertThat(b.live()).containsExactly("b");
    }

    @Test
    void aNodeOfAnotherMinorHasAGridOfItsOwnAndNobodyComplains() {
        GridUnderTest a = present("a", both, authority.trust("a"));
        GridUnderTest b = besides("hz5.0-s1");
        await().atMost(SOON).until(() -> b.state("b") == State.PRESENT);
        assertThat(a.live()).containsExactly("a");
        assertThat(b.live()).containsExactly("b");
        assertThat(a.told()).noneMatch(line -> line.startsWith("peer-refused"));
        assertThat(b.told()).noneMatch(line -> line.startsWith("peer-refused") || line.startsWith("grid-failed"));
    }

    @Test
    void aNodeThatNobodyListedIsRefusedUntilItIs() {
        GridUnderTest a = present("a", new int[] {ports[0]}, authority.trust("a"));
        GridUnderTest b = start("edge", "b", 1, both, authority.trust("b"));
        awaitLine(a, "node 'b' at 127.0.0.1:" + ports[1] + " is not listed");
        awaitLine(b, "by that node, not by this one: node 'b'");
        assertThat(b.state("b")).isEqualTo(State.JOINING);
        a.grid.members(
                GridUnderTest.setup("edge", "a", ports[0], both).settings().members());
        await().atMost(SOON).untilAsserted(() -> assertThat(a.live()).containsExactly("a", "b"));
    }

    @Test
    void aSecondNodeOfTheSameIdIsRefused() {
        GridUnderTest a = present("a", ports, authority.trust("a"));
        start("edge", "b", 1, ports, authority.trust("b"));
        await().atMost(SOON).untilAsserted(() -> assertThat(a.live()).containsExactly("a", "b"));
        GridUnderTest second = start("edge", "b", 2, ports, authority.trust("b"));
        awaitLine(second, "its id 'b' is that of");
        awaitLine(a, "its id 'b' is that of the node at 127.0.0.1:" + ports[1]);
        assertThat(a.live()).containsExactly("a", "b");
    }

    @Test
    void aNodeWhoseCertificateIsForAnotherIsRefused() {
        GridUnderTest a = present("a", both, authority.trust("a"));
        GridUnderTest b = start("edge", "c", 1, both, authority.trust("b"));
        awaitLine(a, "it calls itself 'c' and its certificate is for 'b'");
        awaitLine(b, "it calls itself 'c' and its certificate is for 'b'");
        assertThat(a.live()).containsExactly("a");
    }

    /** The first byte, -1 if the connection ends in whatever way. */
    private static int answer(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read();
        } catch (SocketException e) {
            return -1;
        }
    }

    @Test
    void whoSaysNothingOrGarbageIsClosedAndToldOnce() throws IOException {
        GridUnderTest a = present("a", both, authority.trust("a"));
        List<Socket> strangers = new ArrayList<>();
        for (String bytes : List.of("HZC", "GET / HTTP/1.1\r\n\r\n", "\u0016\u0003\u0001\u0000\u0005hello", "")) {
            for (int i = 0; i < 2; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), ports[0]);
                strangers.add(socket);
                socket.setSoTimeout(15_000);
                socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        for (Socket stranger : strangers) {
            try (stranger) {
                assertThat(answer(stranger)).isNotEqualTo('H');
            }
        }
        awaitLine(a, "it said nothing that would open the connection for 5 s");
        assertThat(a.told().stream().filter(line -> line.contains("does not speak TLS")))
                .hasSize(1);
        assertThat(a.state("a")).isEqualTo(State.PRESENT);
    }
}
