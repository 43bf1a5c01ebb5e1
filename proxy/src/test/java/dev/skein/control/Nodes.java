package dev.skein.control;

import dev.skein.cluster.Cluster;
import dev.skein.cluster.MemoryGrid;
import dev.skein.config.Loaded;
import dev.skein.config.Settings;
import dev.skein.config.SettingsReader;
import dev.skein.health.HealthEvent;
import dev.skein.http.HeadLimits;
import dev.skein.model.Failure;
import dev.skein.model.ServerKey;
import dev.skein.model.Ticker;
import dev.skein.routing.RouteTable;
import dev.skein.snapshot.ErrorPages;
import dev.skein.snapshot.Snapshot;
import dev.skein.snapshot.Snapshots;
import dev.skein.telemetry.Event;
import dev.skein.telemetry.Journal;
import dev.skein.telemetry.Metrics;
import dev.skein.transport.Loops;
import dev.skein.transport.NativeTransport;
import dev.skein.transport.TlsProvider;
import dev.skein.upstream.Upstreams;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The control of several nodes over a grid in memory, with time, checks and their outcomes in the test's hands. One thread;
 * what nodes say to each other arrives when {@link #settle()} is called.
 */
final class Nodes implements AutoCloseable {

    private final Path directory;
    private String pool;
    private final Loops loops;
    private final MemoryGrid grid;
    private final Map<String, Node> nodes = new TreeMap<>();
    /** Servers that answer no check, by the node that asks; "*" for all. */
    private final Map<String, Set<String>> unreachable = new HashMap<>();

    /** How many milliseconds the wall clocks of nodes are ahead; to be set before they start. */
    final Map<String, Long> ahead = new HashMap<>();

    /** What decides by majority; null: nothing. To be set before nodes start. */
    @Nullable
    Parliament parliament;

    private long boot = 100;
    long nanos = TimeUnit.HOURS.toNanos(1);
    final Ticker ticker = new Ticker() {
        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public long epochMillis() {
            return 1_800_000_000_000L + TimeUnit.NANOSECONDS.toMillis(nanos);
        }
    };

    /**
     * No nodes yet.
     *
     * @param expected number of nodes that there should be
     * @param pool HOCON of the only pool, {@code shop}
     */
    Nodes(Path directory, int expected, String pool) {
        this.directory = directory;
        this.pool = pool;
        this.loops = Loops.start(NativeTransport.choose("nio"), 1, ticker);
        this.grid = new MemoryGrid(ticker, expected);
    }

    /** One node. */
    final class Node implements Probing {
        final String id;
        final Cluster cluster;
        final Journal journal = new Journal(ticker, 10_000);
        final Snapshots snapshots = new Snapshots(new Snapshot(0, RouteTable.of(List.of()), Map.of(), ErrorPages.NONE));
        final ControlState state;
        final Inbox inbox;
        final Deque<Supplier<Change>> mail = new ArrayDeque<>();
        final Map<ServerKey, Target> targets = new LinkedHashMap<>();
        final List<ServerKey> now = new ArrayList<>();
        int checks;

        Node(String id) {
            this.id = id;
            this.cluster = grid.node(id, ++boot);
            Environment environment = new Environment(
                    1,
                    "",
                    new CookieSecrets(List.of(new byte[32])),
                    new HeadLimits(8192, 65536, 256),
                    clock(id),
                    new Metrics(1),
                    journal,
                    cluster,
                    new Upstreams(loops));
            this.state = new ControlState(
                    environment, new Ports(snapshots, this, names -> {}), new WishFile(directory.resolve(id)));
            this.inbox = new Inbox(cluster, mail::add, state.pins()::heard);
            if (parliament != null) {
                parliament.seat(id, cluster.agreed());
            }
            reload();
        }

        private void reload() {
            state.fold(new Change.SettingsArrived(
                    SettingsCompiler.compile(settings(id), null, () -> TlsProvider.choose("jdk"))));
        }

        @Override
        public void replace(Collection<Target> next) {
            Set<ServerKey> before = new HashSet<>(targets.keySet());
            targets.clear();
            next.forEach(target -> targets.put(target.key(), target));
            targets.keySet().stream().filter(key -> !before.contains(key)).forEach(now::add);
        }

        @Override
        public void probeNow(ServerKey server) {
            now.add(server);
        }

        PoolReport.ServerReport server(String server) {
            return state.report().getFirst().servers().stream()
                    .filter(one -> one.id().equals(server))
                    .findFirst()
                    .orElseThrow();
        }

        List<String> journal(String containing) {
            return journal.latest(0, 10_000).reversed().stream()
                    .map(Event::text)
                    .filter(text -> text.contains(containing))
                    .toList();
        }

        void traffic(String server, int failures) {
            ServerKey key = new ServerKey("shop", server);
            var outliers = Objects.requireNonNull(snapshots.current().pools().get("shop")).view().servers().stream()
                    .filter(one -> one.key().equals(key))
                    .findFirst()
                    .orElseThrow()
                    .outliers();
            for (int i = 0; i < failures; i++) {
                if (outliers.failure()) {
                    state.fold(new Change.Suspected(key, Failure.SERVER_STATUS));
                }
            }
        }

        private void check(ServerKey key) {
            if (targets.containsKey(key)) {
                checks++;
                boolean fails = Set.of("*", id).stream()
                        .anyMatch(who -> unreachable.getOrDefault(who, Set.of()).contains(key.server()));
                HealthEvent event =
                        fails ? new HealthEvent.ProbeFailed("connection refused") : new HealthEvent.ProbePassed();
                ProbeNote note = new ProbeNote(!fails, "", 0, 200, "", ticker.epochMillis());
                state.fold(new Change.Probed(key, event, note));
            }
        }
    }

    private Ticker clock(String id) {
        return new Ticker() {
            @Override
            public long nanos() {
                return nanos;
            }

            @Override
            public long epochMillis() {
                return ticker.epochMillis() + ahead.getOrDefault(id, 0L);
            }
        };
    }

    /** All nodes have this pool from now on. */
    void change(String next) {
        pool = next;
        all().forEach(Node::reload);
    }

    private Settings settings(String id) {
        String text = """
            skein {
              node { id = %s }
              cluster { name = test, bind = "127.0.0.1", members = [ "127.0.0.1" ] }
              listeners { http { bind = "127.0.0.1:0" } }
              routes = [ { name = shop, pool = shop } ]
              pools { shop { %s } }
            }
            """.formatted(id, pool);
        return switch (SettingsReader.readText(Path.of("test.conf"), text, Map.of())) {
            case Loaded.Valid valid -> valid.settings();
            case Loaded.Invalid invalid ->
                throw new IllegalArgumentException(invalid.problems().toString());
        };
    }

    /** A node that has started, and not joined. */
    Node start(String id) {
        Node node = new Node(id);
        nodes.put(id, node);
        return node;
    }

    Node join(String id) {
        Node node = start(id);
        grid.join(node.cluster);
        settle();
        return node;
    }

    void join(Node node) {
        grid.join(node.cluster);
        settle();
    }

    /** The node is heard of no more, but lives on. */
    void cutOff(Node node) {
        grid.cutOff(node.cluster);
        settle();
    }

    /** The node is no more. */
    void kill(Node node) {
        grid.cutOff(node.cluster);
        node.inbox.close();
        nodes.remove(node.id);
        settle();
    }

    void unreachable(String from, String... servers) {
        unreachable.put(from, Set.of(servers));
    }

    /** What nodes said arrives, what they want checked at once is checked, until nothing is left. */
    void settle() {
        boolean busy = true;
        while (busy) {
            busy = false;
            for (Node node : List.copyOf(nodes.values())) {
                while (!node.mail.isEmpty()) {
                    busy = true;
                    node.state.fold(Objects.requireNonNull(node.mail.poll()).get());
                }
                while (!node.now.isEmpty()) {
                    busy = true;
                    node.check(node.now.removeFirst());
                }
            }
        }
    }

    /** Every node checks all that it has to check, some seconds after the last time. */
    void round() {
        nanos += TimeUnit.SECONDS.toNanos(2);
        for (Node node : List.copyOf(nodes.values())) {
            List.copyOf(node.targets.keySet()).forEach(node::check);
            node.state.fold(new Change.Tick());
            node.state.fold(new Change.Pulse());
            settle();
        }
    }

    void rounds(int count) {
        for (int i = 0; i < count; i++) {
            round();
        }
    }

    Collection<Node> all() {
        return List.copyOf(nodes.values());
    }

    @Override
    public void close() {
        var unused = loops.vertx().close();
    }
}
