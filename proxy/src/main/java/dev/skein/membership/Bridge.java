package dev.skein.membership;

import dev.skein.cluster.Carrier;
import dev.skein.cluster.Cluster;
import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;
import dev.skein.cluster.Fact;
import dev.skein.cluster.GridName;
import dev.skein.cluster.Line;
import dev.skein.cluster.Report;
import dev.skein.grid.Hello;
import dev.skein.link.LinkEvents;
import dev.skein.link.LinkType;
import dev.skein.link.NodeLink;
import dev.skein.telemetry.Journal;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what grids carry from one to another while a cluster has two, since it changes the minor of Hazelcast: each node
 * tells those of the other grid, by the node link, what it tells its own. So they stay one cluster. Who is met, and who is
 * gone, is confined to the given thread; what is carried may come from any.
 */
public final class Bridge implements Carrier, LinkEvents {
    static final int PARCEL = 2;

    private static final Logger LOG = LoggerFactory.getLogger(Bridge.class);
    private static final int INTRODUCTION = 1;
    private static final int VERSION = 1;
    /** As long as a grid bears with a silent member; a node that stops says so. */
    private static final long GONE_MILLIS = 3_000;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PIN_IDLE = Duration.ofHours(1);
    private static final byte[] DONE = {};

    private final Cluster cluster;
    private final NodeLink link;
    private final Supplier<Hello> self;
    private final ScheduledExecutorService thread;
    /** The life of each node that has introduced itself and can be spoken to. */
    private final Map<String, Long> met = new HashMap<>();
    /** Those of them that are of another grid. */
    private volatile Set<String> beside = Set.of();

    private Bridge(Cluster cluster, NodeLink link, Supplier<Hello> self, ScheduledExecutorService thread) {
        this.cluster = cluster;
        this.link = link;
        this.self = self;
        this.thread = thread;
    }

    /** Begins; before the links are opened. */
    public static void begin(
            Cluster cluster, Links links, Supplier<Hello> self, Journal journal, ScheduledExecutorService thread) {
        Bridge bridge = new Bridge(cluster, links.link(), self, thread);
        cluster.grids().listen(new GridNews(journal, cluster.membership().self()));
        links.link().onMessage(LinkType.GRID, bridge::came);
        links.link().onRequest(LinkType.GRID, (node, body) -> {
            bridge.came(node, body);
            return CompletableFuture.completedFuture(DONE);
        });
        links.listen(bridge);
        cluster.bridge(bridge);
    }

    // ---------------------------------------------------------------------------------------------- who is there

    @Override
    public void connected(String node, String version, InetSocketAddress address) {
        introduce(node);
    }

    private void introduce(String node) {
        byte[] hello = self.get().encode();
        long since = cluster.grids().view().since();
        var unused = link.send(
                node,
                LinkType.GRID,
                new Encoder(VERSION)
                        .number(INTRODUCTION)
                        .bytes(hello)
                        .number(since)
                        .done());
    }

    private void came(String node, byte[] body) {
        try {
            Decoder in = new Decoder(body);
            switch (in.integer()) {
                case INTRODUCTION -> {
                    Hello hello = Hello.decode(in.bytes());
                    long since = in.number();
                    thread.execute(() -> meet(node, hello, since));
                }
                case PARCEL -> Parcel.open(in, cluster);
                default -> {
                    // Of a newer node.
                }
            }
        } catch (Decoder.MalformedException e) {
            LOG.warn("node {}: what it says to another grid can't be read and is left out: {}", node, e.getMessage());
        }
    }

    private void meet(String node, Hello hello, long since) {
        Hello own = self.get();
        if (!hello.id().equals(node) || !hello.cluster().equals(own.cluster())) {
            LOG.warn("node {}: it introduces itself as '{}' of cluster '{}'", node, hello.id(), hello.cluster());
            return;
        }
        Long before = met.put(node, hello.boot());
        Parcel parcel = new Parcel(bytes -> send(node, bytes));
        if (before == null || before != hello.boot()) {
            // It may be another life, of which the link has not told.
            introduce(node);
            cluster.facts().former(node, hello.boot()).forEach(parcel::fact);
        }
        GridName theirs = GridName.of(hello.grid());
        GridName ours = GridName.of(own.grid());
        boolean other = ours != null && ours.isBeside(theirs);
        if (other) {
            cluster.membership().arrived(hello.member("its grid is " + theirs));
            cluster.grids().told(since);
        }
        with(node, other);
        if (other) {
            cluster.tell(parcel);
            pins(node);
        }
        parcel.flush();
    }

    private void with(String node, boolean other) {
        Set<String> next = new TreeSet<>(beside);
        if (other ? next.add(node) : next.remove(node)) {
            beside = Set.copyOf(next);
        }
    }

    /** Of one node of each grid it hears which sessions are pinned. */
    private void pins(String node) {
        String id = cluster.membership().self().id();
        List<String> mates =
                cluster.grids().view().nodes().getOrDefault(self.get().grid(), List.of());
        if (!mates.isEmpty() && mates.getFirst().equals(id)) {
            Thread.ofVirtual().start(() -> pinsTo(node));
        }
    }

    /** One message after the other, since there may be many. Waits. */
    private void pinsTo(String node) {
        try {
            Parcel parcel = new Parcel(
                    bytes -> link.request(node, LinkType.GRID, bytes, PATIENCE).join());
            cluster.keptPins((key, server) -> parcel.pin(key, server, PIN_IDLE));
            parcel.flush();
        } catch (CompletionException e) {
            LOG.debug("node {}: did not take all pins, of which those in use are said again", node, e);
        }
    }

    @Override
    public void lost(String node, String reason) {
        Long life = met.remove(node);
        boolean was = beside.contains(node);
        with(node, false);
        if (life == null || !was) {
            return;
        }
        if (cluster.leaves(node, life)) {
            cluster.membership().gone(node, life, "stopped");
        } else {
            var unused = thread.schedule(() -> ended(node, life), GONE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void ended(String node, long life) {
        if (!met.containsKey(node)) {
            cluster.membership().gone(node, life, "its connection was lost");
        }
    }

    // ---------------------------------------------------------------------------------------------- what is said

    private void send(String node, byte[] body) {
        // What is dropped, because too much waits, is said again: facts and reports twice a minute, pins while in use.
        var unused = link.send(node, LinkType.GRID, body);
    }

    private void all(Consumer<Carrier> what) {
        Set<String> to = beside;
        if (!to.isEmpty()) {
            Parcel parcel = new Parcel(bytes -> to.forEach(node -> send(node, bytes)));
            what.accept(parcel);
            parcel.flush();
        }
    }

    @Override
    public void fact(Fact fact) {
        all(to -> to.fact(fact));
    }

    @Override
    public void report(Report report) {
        all(to -> to.report(report));
    }

    @Override
    public void line(Line line) {
        all(to -> to.line(line));
    }

    @Override
    public void pin(long key, long server, Duration maxIdle) {
        all(to -> to.pin(key, server, maxIdle));
    }
}
