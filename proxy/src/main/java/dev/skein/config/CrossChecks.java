package dev.skein.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What must fit together over all blocks. */
final class CrossChecks {
    /** An address in use, and by whom. */
    private record Bound(String path, HostPort bind, Place place) {}

    private final Reading reading;
    private final Settings settings;
    private final Place start;

    /**
     * For one configuration.
     *
     * @param start where its outermost block begins
     */
    CrossChecks(Reading reading, Settings settings, Place start) {
        this.reading = reading;
        this.settings = settings;
        this.start = start;
    }

    void run() {
        binds();
        routeNames();
        unused();
        tcp();
        new AcmeChecks(reading, settings).run();
        ClusterSettings cluster = settings.cluster();
        if (cluster != null) {
            cluster(cluster);
        }
    }

    private void binds() {
        List<Bound> all = new ArrayList<>();
        for (ListenerSettings listener : settings.listeners()) {
            add(all, new Bound("skein.listeners." + listener.name(), listener.bind(), listener.place()));
        }
        HostPort admin = settings.admin().bind();
        if (admin != null) {
            add(all, new Bound("skein.admin", admin, settings.admin().place()));
        }
        ClusterSettings cluster = settings.cluster();
        if (cluster != null) {
            HostPort bind = cluster.bind();
            HostPort link = new HostPort(bind.host(), cluster.ports().link(), bind.kind(), bind.text());
            add(all, new Bound("skein.cluster", bind, cluster.place()));
            if (link.port() != bind.port()) {
                add(all, new Bound("skein.cluster", link, cluster.place()));
            }
        }
    }

    private void add(List<Bound> all, Bound next) {
        for (Bound other : all) {
            if (clash(other.bind(), next.bind())) {
                String rule =
                        "an address of its own; " + other.path() + " has " + other.bind() + " at " + other.place();
                reading.problem(new Problem(
                        next.place(),
                        next.path() + ".bind",
                        Rule.quoted(next.bind().text()),
                        rule,
                        null));
                break;
            }
        }
        all.add(next);
    }

    /** The kernel gives one port of one address to one socket, and a wildcard is every address. */
    private static boolean clash(HostPort a, HostPort b) {
        return a.port() == b.port() && a.port() != 0 && (a.host().equals(b.host()) || wildcard(a) || wildcard(b));
    }

    private static boolean wildcard(HostPort bind) {
        return !bind.isName() && InetAddress.ofLiteral(bind.host()).isAnyLocalAddress();
    }

    private void cluster(ClusterSettings cluster) {
        String id = settings.node().id();
        String bare = id.replaceFirst("\\..*", "");
        for (String voter : cluster.voters()) {
            boolean meant = voter.equalsIgnoreCase(id)
                    || voter.replaceFirst("\\..*", "").equalsIgnoreCase(bare);
            if (meant && !cluster.voters().contains(id)) {
                String found = Rule.quoted(voter) + ", which is not this node's id " + Rule.quoted(id);
                warn(cluster.place(), "skein.cluster.voters", found, "ids letter by letter");
            }
        }
        if (cluster.role() == ClusterSettings.Role.WITNESS
                && !settings.listeners().isEmpty()) {
            String rule = "no listeners: a witness takes no requests";
            warn(settings.listeners().getFirst().place(), "skein.listeners", "some, on a witness", rule);
        }
        for (ListenerSettings listener : settings.listeners()) {
            if (listener.bind().host().equals(cluster.bind().host())
                    && !ClusterReader.loopback(
                            cluster.bind().host(), cluster.bind().isName())) {
                String found = cluster.bind() + ", the address of listeners." + listener.name() + ", too";
                warn(cluster.place(), "skein.cluster.bind", found, "a network that clients don't reach");
            }
        }
    }

    private void warn(Place place, String path, String found, String rule) {
        reading.warning(new Problem(place, path, found, rule, null));
    }

    private void routeNames() {
        Map<String, Place> seen = new HashMap<>();
        int index = 0;
        for (RouteSettings route : settings.routes()) {
            Place first = seen.putIfAbsent(route.name(), route.place());
            if (first != null && !route.name().equals(Rules.NAME.standIn())) {
                String rule = "different names; the first one is at " + first;
                reading.problem(new Problem(
                        route.place(), "skein.routes[" + index + "].name", Rule.quoted(route.name()), rule, null));
            }
            index++;
        }
    }

    private void unused() {
        ClusterSettings cluster = settings.cluster();
        boolean serves = cluster == null || cluster.role() == ClusterSettings.Role.PROXY;
        if (serves && settings.listeners().isEmpty()) {
            reading.warning(new Problem(start, "skein.listeners", "none", "at least one, to get any request", null));
        }
        boolean http = settings.listeners().isEmpty()
                || settings.listeners().stream().anyMatch(listener -> listener.tcp() == null);
        if (serves && http && settings.routes().isEmpty()) {
            reading.warning(
                    new Problem(start, "skein.routes", "none, so every request gets 404", "at least one", null));
        }
        Set<String> used = new HashSet<>();
        settings.routes().forEach(route -> used.addAll(pools(route.action())));
        settings.listeners().forEach(listener -> used.addAll(tcp(listener)));
        for (PoolSettings pool : settings.pools()) {
            if (!used.contains(pool.name())) {
                String path = Block.child("skein.pools", pool.name());
                reading.warning(new Problem(pool.place(), path, "no route uses it", "", null));
            }
        }
    }

    /** Pools of a listener for connections that are passed on as they are. */
    private static List<String> tcp(ListenerSettings listener) {
        TcpSettings tcp = listener.tcp();
        return tcp == null ? List.of() : tcp.pools();
    }

    private void tcp() {
        Map<String, PoolSettings> pools = settings.poolsByName();
        for (ListenerSettings listener : settings.listeners()) {
            Set.copyOf(tcp(listener)).stream()
                    .flatMap(name -> Optional.ofNullable(pools.get(name)).stream())
                    .forEach(pool -> TcpReader.check(reading, listener, pool));
        }
    }

    private static List<String> pools(RouteAction action) {
        return switch (action) {
            case RouteAction.ToPool(String pool) -> List.of(pool);
            case RouteAction.Split(List<RouteAction.Share> shares) ->
                shares.stream().map(RouteAction.Share::pool).toList();
            case RouteAction.Redirect _, RouteAction.Respond _, RouteAction.Ready _ -> List.of();
        };
    }
}
