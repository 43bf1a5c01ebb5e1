package dev.skein.control;

import dev.skein.config.ListenerSettings;
import dev.skein.config.PoolSettings;
import dev.skein.config.RouteSettings;
import dev.skein.config.Settings;
import dev.skein.health.Moment;
import dev.skein.model.AdminState;
import dev.skein.model.ServerKey;
import dev.skein.snapshot.Pool;
import dev.skein.snapshot.Snapshot;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Metrics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All state of the node, and how changes fold into it. Confined to the control thread. */
final class ControlState {
    private final Environment environment;
    private final Ports ports;
    private final WishFile wishFile;
    private final Map<ServerKey, Wish> wishes;
    private final Membership membership;
    private final HealthKeeping health;
    private final RouteCompiler compiler;
    private final Map<String, PoolState> pools = new LinkedHashMap<>();
    private @Nullable Compiled current;
    private long revision;

    ControlState(Environment environment, Ports ports, WishFile wishFile) {
        this.environment = environment;
        this.ports = ports;
        this.wishFile = wishFile;
        this.wishes = wishFile.read();
        this.membership = new Membership(environment, wishes);
        this.health = new HealthKeeping(environment);
        this.compiler = new RouteCompiler(environment);
    }

    void fold(Change change) {
        switch (change) {
            case Change.SettingsArrived arrived -> settings(arrived.compiled());
            case Change.Probed probed -> probed(probed);
            case Change.Suspected suspected -> {
                PoolState pool = pools.get(suspected.server().pool());
                if (pool != null && health.suspected(pool, suspected, now())) {
                    ports.probing().probeNow(suspected.server());
                    publish(pool);
                }
            }
            case Change.Wished wished -> wished(wished.server(), wished.wish());
            case Change.EjectionReset reset -> {
                health.ejectionOver(pool(reset.server()), server(reset.server()), now());
                publish(pool(reset.server()));
            }
            case Change.Resolved resolved -> resolved(resolved);
            case Change.ServerAdded added -> {
                membership.add(pool(added.pool()), added.server(), compiled(), now());
                journal(
                        EventKind.SERVER_ADDED,
                        new ServerKey(added.pool(), added.server().id()),
                        added.author());
                membersChanged(pool(added.pool()));
            }
            case Change.ServerRemoved removed -> {
                membership.remove(pool(removed.server()), server(removed.server()));
                journal(EventKind.SERVER_REMOVED, removed.server(), removed.author());
                membersChanged(pool(removed.server()));
            }
            case Change.Tick ignored -> tick();
        }
    }

    private void journal(EventKind kind, ServerKey key, String author) {
        environment.journal().add(kind, key.toString(), kind.meaning(), author);
    }

    private void settings(Compiled next) {
        boolean first = current == null;
        current = next;
        Settings settings = next.settings();
        Map<String, PoolState> kept = new LinkedHashMap<>();
        for (PoolSettings wanted : settings.pools()) {
            PoolState pool = pools.remove(wanted.name());
            if (pool == null) {
                pool = new PoolState(wanted, environment);
            } else {
                pool.change(wanted, environment);
            }
            membership.align(pool, next, first, now());
            kept.put(wanted.name(), pool);
        }
        Map<String, PoolState> gone = Map.copyOf(pools);
        pools.clear();
        pools.putAll(kept);
        pools.values().forEach(this::publish);
        Map<String, Pool> published = new LinkedHashMap<>();
        pools.forEach((name, pool) -> published.put(name, pool.pool()));
        revision++;
        var routes = compiler.compile(settings, published);
        routes.warnings().forEach(text -> environment.journal().add(EventKind.CONFIGURATION_LOADED, "routes", text));
        ports.snapshots().publish(new Snapshot(revision, routes, Map.copyOf(published), next.errors()));
        gone.values().forEach(membership::dissolve);
        membersKnown();
    }

    /** Servers are looked after as they are now, and counted; what is gone is forgotten. */
    private void membersKnown() {
        watch();
        Settings settings = compiled().settings();
        Set<String> listeners =
                settings.listeners().stream().map(ListenerSettings::name).collect(Collectors.toSet());
        Set<String> routes = settings.routes().stream().map(RouteSettings::name).collect(Collectors.toSet());
        Set<ServerKey> servers = pools.values().stream()
                .flatMap(pool -> pool.servers.values().stream())
                .map(server -> server.key)
                .collect(Collectors.toSet());
        environment.metrics().retain(new Metrics.Names(routes, Set.copyOf(pools.keySet()), servers, listeners));
    }

    private void publish(PoolState pool) {
        pool.publish(now().nanos());
        health.published(pool);
    }

    private void watch() {
        ports.probing().replace(membership.probes(pools.values()));
        ports.names().replace(membership.names(pools.values()));
    }

    private void membersChanged(PoolState pool) {
        publish(pool);
        membersKnown();
    }

    private void probed(Change.Probed probed) {
        PoolState pool = pools.get(probed.server().pool());
        ServerState server =
                pool == null ? null : pool.servers.get(probed.server().server());
        if (pool == null || server == null) {
            return;
        }
        server.lastProbe = probed.note();
        if (health.observe(pool, server, probed.event(), now())) {
            publish(pool);
        }
    }

    private void wished(ServerKey key, Wish wish) {
        ServerState server = server(key);
        AdminState before = server.wish.state();
        server.wish = wish;
        if (wish.empty()) {
            wishes.remove(key);
        } else {
            wishes.put(key, wish);
        }
        wishFile.write(wishes);
        health.wished(pool(key), server, before, now());
        publish(pool(key));
        ports.probing().replace(membership.probes(pools.values()));
        EventKind kind = wish.state() == before ? EventKind.SERVER_WEIGHT_WISHED : EventKind.SERVER_STATE_WISHED;
        String text = wish.state().name().toLowerCase(Locale.ROOT)
                + (wish.weight() == null ? "" : ", weight " + wish.weight())
                + (wish.reason().isEmpty() ? "" : ": " + wish.reason());
        environment.journal().add(kind, key.toString(), text, wish.author());
    }

    private void resolved(Change.Resolved resolved) {
        for (PoolState pool : pools.values()) {
            if (membership.resolved(pool, resolved, compiled(), now())) {
                membersChanged(pool);
            }
        }
    }

    private void tick() {
        Moment now = now();
        for (PoolState pool : pools.values()) {
            boolean changed = health.tick(pool, now);
            for (ServerState server : List.copyOf(pool.servers.values())) {
                if (server.wish.expired(now.epochMillis())) {
                    wished(server.key, Wish.NONE);
                }
            }
            if (changed || pool.ramping(now.nanos())) {
                publish(pool);
            }
        }
        membership.sweep();
    }

    List<PoolReport> report() {
        long now = now().nanos();
        List<PoolReport> reports = new ArrayList<>();
        pools.values().forEach(pool -> reports.add(pool.report(now)));
        return reports;
    }

    private Moment now() {
        return Moment.of(environment.ticker());
    }

    private Compiled compiled() {
        return Objects.requireNonNull(current);
    }

    private PoolState pool(ServerKey key) {
        return pool(key.pool());
    }

    private PoolState pool(String name) {
        PoolState pool = pools.get(name);
        if (pool == null) {
            throw new IllegalArgumentException("pool: '" + name + "' (expected: one of " + pools.keySet() + ")");
        }
        return pool;
    }

    private ServerState server(ServerKey key) {
        PoolState pool = pool(key);
        ServerState server = pool.servers.get(key.server());
        if (server == null) {
            throw new IllegalArgumentException("server: '" + key.server() + "' (expected: one of pool " + key.pool()
                    + ": " + pool.servers.keySet() + ")");
        }
        return server;
    }
}
