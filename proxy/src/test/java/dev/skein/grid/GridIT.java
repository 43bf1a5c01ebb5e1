package dev.skein.grid;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceImpl;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.replicatedmap.impl.ReplicatedMapService;
import com.hazelcast.replicatedmap.impl.record.AbstractReplicatedRecordStore;
import com.hazelcast.replicatedmap.impl.record.ReplicatedRecord;
import dev.skein.ClusterPorts;
import dev.skein.cluster.Fact;
import dev.skein.cluster.Member.State;
import dev.skein.cluster.trust.NodeTrust;
import dev.skein.cluster.trust.TestAuthority;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
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
    private final int[] ports = ClusterPorts.take(4);

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

    /** Behind the library's public face, where its own repairs happen. */
    private static HazelcastInstance instance(String id) {
        return Hazelcast.getAllHazelcastInstances().stream()
                .filter(one -> one.getName().startsWith(id + "-")
                        && one.getLifecycleService().isRunning())
                .findFirst()
                .orElseThrow();
    }

    /** Updates that cross moving partitions may be dropped by a member: so all is said again after members came or went. */
    @Test
    void whatANodeHasSaidItSaysAgainOnceAnotherHasCome() {
        GridUnderTest a = node("a", 0);
        GridUnderTest b = node("b", 1);
        awaitLive(a, "a", "b");
        await().atMost(SOON).until(() -> b.cluster.connected());
        AtomicInteger heard = new AtomicInteger();
        instance("b")
                .getReplicatedMap(GridConfig.FACTS)
                .addEntryListener(new Entries<>(event -> heard.incrementAndGet()));
        a.cluster.facts().publish("health", "shop/1", "up".getBytes(UTF_8));
        await().atMost(SOON).until(() -> heard.get() > 0);
        int before = heard.get();
        GridUnderTest c = node("c", 2);
        awaitLive(c, "a", "b", "c");
        await().atMost(SOON).until(() -> heard.get() > before);
        assertThat(b.cluster.facts().all("health")).hasSize(1);
    }

    /** As the library does it where a member's copy was found to be behind. */
    @SuppressWarnings("unchecked") // the library keeps what it does not know the types of
    @Test
    void whatComesToANodesCopyWithoutAWordIsTakenIn() {
        GridUnderTest a = node("a", 0);
        await().atMost(SOON).until(() -> a.cluster.connected());
        Fact fact = new Fact(new Fact.Key("b", "health", "shop/1"), 1, 1, "up".getBytes(UTF_8));
        HazelcastInstanceImpl instance = ((HazelcastInstanceProxy) instance("a")).getOriginal();
        ReplicatedMapService service = instance.node.getNodeEngine().getService(ReplicatedMapService.SERVICE_NAME);
        int partition = instance.node.getPartitionService().getPartitionId("health/b/shop/1");
        AbstractReplicatedRecordStore<Object, Object> store = (AbstractReplicatedRecordStore<Object, Object>)
                service.getReplicatedRecordStore(GridConfig.FACTS, true, partition);
        Object key = store.marshall("health/b/shop/1");
        store.getStorageRef().get().put(key, new ReplicatedRecord<>(key, store.marshall(fact.encode()), 0));
        await().atMost(SOON).until(() -> a.cluster.facts().all("health").size() == 1);
    }
}
