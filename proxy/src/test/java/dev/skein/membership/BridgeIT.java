package dev.skein.membership;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.skein.ClusterPorts;
import dev.skein.cluster.Claim;
import dev.skein.cluster.Cluster;
import dev.skein.cluster.Fact;
import dev.skein.cluster.GridCarrier;
import dev.skein.cluster.Line;
import dev.skein.cluster.Member;
import dev.skein.cluster.Member.State;
import dev.skein.cluster.Report;
import dev.skein.cluster.SharedPins;
import dev.skein.config.ClusterSettings;
import dev.skein.config.Loaded;
import dev.skein.config.SettingsReader;
import dev.skein.grid.Hello;
import dev.skein.model.Ticker;
import dev.skein.telemetry.Event;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;

/** Two nodes of two grids, each of which is alone in its own, over a real link. */
class BridgeIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    /** A grid of one member: it keeps pins. */
    private static final class Lonely implements GridCarrier {
        final Map<Long, Long> kept = new ConcurrentHashMap<>();

        @Override
        public void fact(Fact fact) {
            // Nobody else is there.
        }

        @Override
        public void report(Report report) {
            // Likewise.
        }

        @Override
        public void line(Line line) {
            // Likewise.
        }

        @Override
        public void pin(long key, long server, Duration maxIdle) {
            kept.put(key, server);
        }

        @Override
        public void pins(SharedPins.Listener to) {
            kept.forEach(to::pinned);
        }

        @Override
        public CompletionStage<Long> claim(String limit, Claim claim) {
            return CompletableFuture.completedStage(claim.wanted());
        }
    }

    private static final class Node implements AutoCloseable {
        final Cluster cluster;
        final Lonely grid = new Lonely();
        final Journal journal = new Journal(Ticker.SYSTEM, 100);
        final List<String> lines = new CopyOnWriteArrayList<>();
        private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
        private final Links links;

        Node(String id, String grid, int own, int other) throws IOException {
            String text = "skein.cluster { name = edge, bind = \"127.0.0.1\", insecure = true, ports { grid = " + own
                    + " }, members = [ \"127.0.0.1:" + own + "\", \"127.0.0.1:" + other + "\" ] }";
            Loaded.Valid loaded = (Loaded.Valid) SettingsReader.readText(Path.of("x.conf"), text, Map.of());
            ClusterSettings settings = Objects.requireNonNull(loaded.settings().cluster());
            Member.Address address = new Member.Address("127.0.0.1", own, own + 1, own + 1);
            Member self =
                    new Member(id, address, Member.Role.PROXY, "0.1.0", grid, "", own, State.JOINING, 0, "starting");
            cluster = new Cluster(Ticker.SYSTEM, self, 2);
            links = new Links(settings, cluster, null, journal, thread);
            Hello hello = new Hello("edge", grid, id, address, self.role(), "0.1.0", "", own, 0);
            Bridge.begin(cluster, links, () -> hello, journal, thread);
            cluster.feed().listen(line -> lines.add(new String(line.value(), UTF_8)));
            cluster.membership().inside("alone");
            cluster.connect(this.grid);
        }

        Node open() throws IOException {
            links.open();
            return this;
        }

        List<String> told(EventKind kind) {
            return journal.latest(0, 100).stream()
                    .filter(event -> event.kind() == kind)
                    .map(Event::text)
                    .toList();
        }

        void end() {
            links.close();
            thread.shutdownNow();
        }

        @Override
        public void close() {
            end();
        }
    }

    private static String said(Cluster cluster, String author) {
        Fact fact = cluster.facts().find(new Fact.Key(author, "health", "shop/1"));
        return fact == null || fact.value() == null ? "" : new String(fact.value(), UTF_8);
    }

    private static void awaitLive(Node node, String... ids) {
        await().atMost(SOON).until(() -> node.cluster.membership().live().equals(List.of(ids)));
    }

    @Test
    void whatEachSaysReachesTheOtherThoughNoGridDoes() throws IOException {
        int[] ports = ClusterPorts.take(2);
        try (Node a = new Node("a", "hz5.6-s1", ports[0], ports[1]);
                Node b = new Node("b", "hz5.7-s1", ports[1], ports[0])) {
            a.cluster.facts().publish("health", "shop/1", "up".getBytes(UTF_8));
            a.cluster.reports().publish("load", "7".getBytes(UTF_8));
            a.cluster.feed().add("before".getBytes(UTF_8));
            a.grid.kept.put(1L, 11L);
            a.open();
            b.open();
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(said(b.cluster, "a")).isEqualTo("up");
                assertThat(b.cluster.reports().others("load")).containsKey("a");
                assertThat(b.grid.kept).containsEntry(1L, 11L);
                assertThat(b.lines).containsExactly("before");
            });
            awaitLive(a, "a", "b");
            assertThat(b.cluster.grids().view()).hasToString("hz5.6-s1: a; hz5.7-s1: b");

            b.cluster.facts().publish("health", "shop/1", "down".getBytes(UTF_8));
            b.cluster.feed().add("after".getBytes(UTF_8));
            b.cluster.pins().share(2L, 22L, Duration.ofMinutes(1));
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(said(a.cluster, "b")).isEqualTo("down");
                assertThat(a.lines).containsExactly("after");
                assertThat(a.grid.kept).containsEntry(2L, 22L);
            });
            assertThat(a.told(EventKind.TWO_GRIDS)).containsExactly("hz5.6-s1: a; hz5.7-s1: b");

            b.cluster.leave();
            b.end();
            awaitLive(a, "a");
            assertThat(Objects.requireNonNull(a.cluster.membership().find("b")).reason())
                    .isEqualTo("stopped");
            assertThat(a.told(EventKind.ONE_GRID)).containsExactly("hz5.6-s1: a");
        }
    }

    @Test
    void aNodeHearsWhatItSaidInAFormerLifeAndCanTakeItBack() throws IOException {
        int[] ports = ClusterPorts.take(2);
        try (Node a = new Node("a", "hz5.7-s1", ports[0], ports[1]);
                Node b = new Node("b", "hz5.7-s1", ports[1], ports[0])) {
            Fact.Key former = new Fact.Key("b", "health", "shop/2");
            a.cluster.facts().accept(new Fact(former, 1, 1, "down".getBytes(UTF_8)));
            a.open();
            b.open();
            await().atMost(SOON).until(() -> b.cluster.facts().find(former) != null);
            b.cluster.facts().settle("health");
            assertThat(b.cluster.facts().find(former)).isNull();
        }
    }

    @Test
    void aNodeThatEndsWithoutAWordIsGoneAfterAWhile() throws IOException {
        int[] ports = ClusterPorts.take(2);
        try (Node a = new Node("a", "hz5.6-s1", ports[0], ports[1]).open();
                Node b = new Node("b", "hz5.7-s1", ports[1], ports[0]).open()) {
            awaitLive(a, "a", "b");
            b.end();
            awaitLive(a, "a");
            assertThat(Objects.requireNonNull(a.cluster.membership().find("b")).reason())
                    .isEqualTo("its connection was lost");
        }
    }

    @Test
    void nodesOfOneGridAndOfAnotherSchemaAreLeftToTheGrid() throws IOException {
        for (String other : List.of("hz5.6-s1", "hz5.7-s2")) {
            int[] ports = ClusterPorts.take(2);
            try (Node a = new Node("a", "hz5.6-s1", ports[0], ports[1]).open();
                    Node b = new Node("b", other, ports[1], ports[0]).open()) {
                await().atMost(SOON)
                        .until(() -> a.links.link().status().stream().anyMatch(peer -> peer.receivedFrames() > 2)
                                && b.links.link().status().stream().anyMatch(peer -> peer.receivedFrames() > 2));
                assertThat(a.cluster.membership().live()).containsExactly("a");
                assertThat(b.cluster.membership().live()).containsExactly("b");
            }
        }
    }
}
