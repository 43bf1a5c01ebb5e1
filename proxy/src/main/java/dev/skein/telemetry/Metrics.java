package dev.skein.telemetry;

import dev.skein.model.ServerKey;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The counters of everything that has a name. Asked when a snapshot is built, never per request: what it hands out is
 * held by route, pool, server and listener, and is the same object for the same name over any number of reloads. For any
 * thread.
 */
public final class Metrics {
    private final int loops;
    private final Traffic node;
    private final RouteStats unrouted;
    private final ConcurrentMap<String, RouteStats> routes = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, PoolStats> pools = new ConcurrentHashMap<>();
    private final ConcurrentMap<ServerKey, ServerStats> servers = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, ListenerStats> listeners = new ConcurrentHashMap<>();

    /**
     * The names in use, for {@link #retain}.
     *
     * @param routes names of routes
     * @param pools names of pools
     * @param servers keys of servers
     * @param listeners names of listeners
     */
    public record Names(Set<String> routes, Set<String> pools, Set<ServerKey> servers, Set<String> listeners) {}

    /** @param loops number of event loops, at least 1: every index of a loop is below it */
    public Metrics(int loops) {
        if (loops < 1) {
            throw new IllegalArgumentException("loops: " + loops + " (expected: at least 1)");
        }
        this.loops = loops;
        this.node = new Traffic(loops);
        this.unrouted = route("");
    }

    /** Number of event loops. */
    public int loops() {
        return loops;
    }

    public RouteStats route(String name) {
        return routes.computeIfAbsent(name, key -> new RouteStats(key, loops));
    }

    public PoolStats pool(String name) {
        return pools.computeIfAbsent(name, key -> new PoolStats(key, loops));
    }

    public ServerStats server(ServerKey server) {
        return servers.computeIfAbsent(server, key -> new ServerStats(key, loops));
    }

    public ListenerStats listener(String name) {
        return listeners.computeIfAbsent(name, key -> new ListenerStats(key, loops));
    }

    /**
     * Forgets the counters of all other names, so that servers which come and go by DNS don't pile up. Exchanges under
     * way still count on what they hold; it is only no longer read.
     */
    public void retain(Names names) {
        routes.keySet().removeIf(name -> !name.isEmpty() && !names.routes.contains(name));
        pools.keySet().retainAll(names.pools);
        servers.keySet().retainAll(names.servers);
        listeners.keySet().retainAll(names.listeners);
    }

    /** All routes by name, the one of exchanges without a route (empty name) first. */
    public List<RouteStats> routes() {
        return routes.values().stream()
                .sorted(Comparator.comparing(RouteStats::name))
                .toList();
    }

    public List<PoolStats> pools() {
        return pools.values().stream()
                .sorted(Comparator.comparing(PoolStats::name))
                .toList();
    }

    /** All servers by pool and id. */
    public List<ServerStats> servers() {
        return servers.values().stream()
                .sorted(Comparator.comparing((ServerStats stats) -> stats.key().pool())
                        .thenComparing(stats -> stats.key().server()))
                .toList();
    }

    public List<ListenerStats> listeners() {
        return listeners.values().stream()
                .sorted(Comparator.comparing(ListenerStats::name))
                .toList();
    }

    /** All exchanges of the node. */
    public TrafficReading node() {
        return node.read();
    }

    /** Exchanges of the node under way. */
    public long inFlight() {
        return node.inFlight();
    }

    /** What was counted of all exchanges lately; see {@link TrafficStats#window}. */
    public Window window(long nowNanos, long spanNanos) {
        return node.window(nowNanos, spanNanos);
    }

    /** Takes the readings that windows begin with: to be called every five seconds, always by the same thread. */
    public void sample(long nowNanos) {
        node.sample(nowNanos);
        routes.values().forEach(stats -> stats.traffic().sample(nowNanos));
        pools.values().forEach(stats -> stats.traffic().sample(nowNanos));
        servers.values().forEach(stats -> stats.traffic().sample(nowNanos));
    }

    Traffic nodeTraffic() {
        return node;
    }

    RouteStats unrouted() {
        return unrouted;
    }
}
