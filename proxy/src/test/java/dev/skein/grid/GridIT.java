package dev.skein.grid;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.cluster.Member.State;
import dev.skein.cluster.trust.NodeTrust;
import dev.skein.cluster.trust.TestAuthority;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Grids of several nodes in one process, with mutual TLS. */
class GridIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private TestAuthority authority;
    private final List<GridUnderTest> started = new ArrayList<>();
    private final int[] ports = GridUnderTest.ports(4);

    @BeforeEach
    void makeAuthority() {
        authority = new TestAuthority(directory, "edge");
    }

    @AfterEach
    void stopAll() {
        started.reversed().forEach(GridUnderTest::close);
    }

    private GridUnderTest node(String id, int index) {
        return start("edge", id, index, new int[] {ports[0], ports[1], ports[2]}, authority.trust(id));
    }

    private GridUnderTest start(String name, String id, int index, int[] members, @Nullable NodeTrust trust) {
        GridUnderTest node =
                GridUnderTest.of(name, id, ports[index], members, trust).start();
        started.add(node);
        return node;
    }

    private static void awaitLive(GridUnderTest node, String... ids) {
        await().atMost(SOON).untilAsserted(() -> assertThat(node.live()).containsExactly(ids));
    }

    @Test
    void threeNodesFormAndShareAndNoticeWhoLeaves() {
        GridUnderTest a = node("a", 0);
        a.cluster.facts().publish("health", "shop/1", "up".getBytes(UTF_8));
        GridUnderTest b = node("b", 1);
        GridUnderTest c = node("c", 2);
        for (GridUnderTest node : started) {
            awaitLive(node, "a", "b", "c");
        }
        await().atMost(SOON).until(() -> c.cluster.facts().all("health").size() == 1);
        List<String> lines = new CopyOnWriteArrayList<>();
        b.cluster.feed().listen(line -> lines.add(line.author() + line.seq()));
        c.cluster.feed().add("hello".getBytes(UTF_8));
        await().atMost(SOON).until(() -> lines.contains("c1"));
        c.close();
        await().atMost(SOON).until(() -> a.state("c") == State.GONE);
        assertThat(a.told()).anyMatch(line -> line.equals("node-gone c: stopped"));
    }
}
