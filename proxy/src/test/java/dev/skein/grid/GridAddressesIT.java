package dev.skein.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.skein.ClusterPorts;
import dev.skein.cluster.trust.NodeTrust;
import dev.skein.cluster.trust.TestAuthority;
import dev.skein.cluster.trust.TrustWatch;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Grids whose members are found otherwise than by IPv4 addresses, and whose certificates change while they run. */
class GridAddressesIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final List<GridUnderTest> started = new ArrayList<>();
    private final int[] ports = ClusterPorts.take(3);

    @AfterEach
    void stopAll() {
        started.reversed().forEach(GridUnderTest::close);
    }

    private GridUnderTest start(String bind, String member, String id, int index, @Nullable NodeTrust trust) {
        GridUnderTest node =
                GridUnderTest.at(bind, member, id, ports[index], ports, trust).start();
        started.add(node);
        return node;
    }

    private void awaitAll(String... ids) {
        for (GridUnderTest node : started) {
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(node.live()).as("%s", node.told()).containsExactly(ids));
        }
    }

    @Test
    void membersMayHaveAddressesOfIpV6() throws Exception {
        assumeThat(NetworkInterface.getByName("lo").inetAddresses())
                .anyMatch(address -> address.getHostAddress().startsWith("0:0:0:0:0:0:0:1"));
        TestAuthority authority = new TestAuthority(directory, "edge");
        start("::1", "[::1]", "a", 0, authority.trust("a"));
        start("::1", "[::1]", "b", 1, authority.trust("b"));
        awaitAll("a", "b");
    }

    @Test
    void membersMayBeNames() {
        TestAuthority authority = new TestAuthority(directory, "edge");
        start("127.0.0.1", "localhost", "a", 0, authority.trust("a"));
        start("127.0.0.1", "localhost", "b", 1, authority.trust("b"));
        awaitAll("a", "b");
    }

    @Test
    void certificatesAreRenewedWhileTheGridRuns() {
        TestAuthority authority = new TestAuthority(directory, "edge");
        NodeTrust ofA = authority.trust("a");
        NodeTrust ofB = authority.trust("b");
        GridUnderTest a = start("127.0.0.1", "127.0.0.1", "a", 0, ofA);
        GridUnderTest b = start("127.0.0.1", "127.0.0.1", "b", 1, ofB);
        awaitAll("a", "b");
        List<String> renewed = new CopyOnWriteArrayList<>();
        try (TrustWatch watchA =
                        TrustWatch.start(ofA, Duration.ofMillis(100), (kind, text) -> renewed.add("a " + kind));
                TrustWatch watchB =
                        TrustWatch.start(ofB, Duration.ofMillis(100), (kind, text) -> renewed.add("b " + kind))) {
            assertThat(watchA).isNotSameAs(watchB);
            authority.issue("a");
            authority.issue("b");
            await().atMost(SOON).until(() -> renewed.contains("a RENEWED") && renewed.contains("b RENEWED"));
            start("127.0.0.1", "127.0.0.1", "c", 2, authority.trust("c"));
            awaitAll("a", "b", "c");
        }
        assertThat(List.of(a, b))
                .allSatisfy(node -> assertThat(node.told()).noneMatch(line -> line.startsWith("node-gone")));
    }
}
