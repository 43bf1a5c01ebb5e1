package dev.skein.control;

import dev.skein.cluster.Fact;
import dev.skein.config.ListenerSettings;
import dev.skein.config.PoolSettings;
import dev.skein.config.RouteSettings;
import dev.skein.config.Settings;
import dev.skein.health.Moment;
import dev.skein.model.ServerKey;
import dev.skein.snapshot.Pool;
import dev.skein.snapshot.Snapshot;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Metrics;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All state of the node, and how changes fold into it. Confined to the control thread. */
final class ControlState {
    private final Environment environment;
    private final Ports ports;
    private final Wishes wishes;
    private final Membership membership;
    final HealthSharing sharing;
    private final HealthKeeping health;
    private final Sharing shared;
    private final RouteCompiler compiler;
    private final Pools pools = new Pools();
    private @Nullable Compiled current;
    private long revision;

    ControlState(Environment environment, Ports ports, WishFile wishFile) {
        this.environment = environment;
        this.ports = ports;
        this.wishes = new Wishes(environment, wishFile);
        this.membership = new Membership(environment, wishes);
        this.sharing = new HealthSharing(environment.cluster());
        this.health = new HealthKeeping(environment, sharing);
        this.compiler = new RouteCompiler(environment);
        this.shared = new Sharing(environment, pools, compiler.limits());
    }

    void fold(Change change) {
        route(change);
        if (sharing.moved()) {
            ports.probing().replace(membership.probes(pools.all()));
        }
    }

    private void route(Change change) {
        switch (change) {
            case Change.SettingsArrived arrived -> settings(arrived.compiled());
            case Change.Probed probed -> probed(probed);
            case Change.Suspected suspected -> {
                PoolState pool = pools.find(suspected.server().pool());
                if (pool != null && health.suspected(pool, suspected, now())) {
                    ports.probing().probeNow(suspected.server());
                    publish(pool);
                }
            }
            case Change.Wished wished -> wished(wished.server(), wished.wish());
            case Change.EjectionReset reset -> {
                health.ejectionReset(pools.of(reset.server()), pools.server(reset.server()), now());
                publish(pools.of(reset.server()));
            }
            case Change.Resolved resolved -> resolved(resolved);
            case Change.ServerAdded added -> {
                membership.add(pools.named(added.pool()), added.server(), compiled(), now());
                journal(
                        EventKind.SERVER_ADDED,
                        new ServerKey(added.pool(), added.server().id()),
                        added.author());
                membersChanged(pools.named(added.pool()));
            }
            case Change.ServerRemoved removed -> {
                membership.remove(pools.of(removed.server()), pools.server(removed.server()));
                journal(EventKind.SERVER_REMOVED, removed.server(), removed.author());
                membersChanged(pools.of(removed.server()));
            }
            case Change.Heard heard -> heard.facts().forEach(this::heard);
            case Change.Reported reported -> reported.reports().forEach(shared::reported);
            case Change.Pulse ignored -> shared.pulse();
            case Change.MembersChanged ignored -> {
                sharing.members();
                shared.members();
                wishes.members().forEach(this::effect);
                pools.all().stream().filter(pool -> health.settle(pool, now())).forEach(this::publish);
            }
            case Change.CookiesSigned signed ->
                pools.sign(signed.secrets(), environment).forEach(this::publish);
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
        Collection<PoolState> gone = pools.replace(kept);
        sharing.probers(settings.cluster() == null ? 1 : settings.cluster().probers());
        pools.all().forEach(pool -> health.settle(pool, now()));
        pools.all().forEach(this::publish);
        Map<String, Pool> published = new LinkedHashMap<>();
        kept.forEach((name, pool) -> published.put(name, pool.pool()));
        revision++;
        var routes = compiler.compile(settings, published);
        routes.warnings().forEach(text -> environment.journal().add(EventKind.CONFIGURATION_LOADED, "routes", text));
        ports.snapshots().publish(new Snapshot(revision, routes, Map.copyOf(published), next.errors()));
        gone.forEach(membership::dissolve);
        membersKnown();
    }

    /** Servers are looked after as they are now, and counted; what is gone is forgotten. */
    private void membersKnown() {
        watch();
        Settings settings = compiled().settings();
        Set<String> listeners =
                settings.listeners().stream().map(ListenerSettings::name).collect(Collectors.toSet());
        Set<String> routes = settings.routes().stream().map(RouteSettings::name).collect(Collectors.toSet());
        environment.metrics().retain(new Metrics.Names(routes, pools.names(), pools.servers(), listeners));
    }

    private void publish(PoolState pool) {
        pool.publish(now().nanos());
        health.published(pool);
    }

    private void watch() {
        sharing.retain(pools.servers());
        shared.servers();
        ports.probing().replace(membership.probes(pools.all()));
        ports.names().replace(membership.names(pools.all()));
    }

    private void heard(Fact fact) {
        switch (fact.key().topic()) {
            case Wishes.TOPIC -> wishes.hear(fact).ifPresent(this::effect);
            case LimitSharing.TOPIC -> shared.circuit(fact);
            default -> sharing.heard().hear(fact).ifPresent(this::found);
        }
    }

    private void found(ServerKey server) {
        PoolState pool = pools.find(server.pool());
        if (pool != null && health.heard(pool, server, ports.probing(), now())) {
            publish(pool);
        }
    }

    private void membersChanged(PoolState pool) {
        health.settle(pool, now());
        publish(pool);
        membersKnown();
    }

    private void probed(Change.Probed probed) {
        PoolState pool = pools.find(probed.server().pool());
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
        pools.server(key);
        wishes.wish(key, wish);
        effect(key);
    }

    /** What is wanted of a server takes effect, if it is there; otherwise once it comes. */
    private void effect(ServerKey key) {
        PoolState pool = pools.find(key.pool());
        ServerState server = pool == null ? null : pool.servers.get(key.server());
        if (pool == null || server == null) {
            return;
        }
        Wish before = server.wish;
        server.wish = wishes.of(key);
        server.wishLocalOnly = wishes.localOnly(key);
        health.wished(pool, server, before.state(), now());
        publish(pool);
        ports.probing().replace(membership.probes(pools.all()));
        if (!before.equals(server.wish)) {
            wishes.journal(key, before);
        }
    }

    private void resolved(Change.Resolved resolved) {
        for (PoolState pool : pools.all()) {
            if (membership.resolved(pool, resolved, compiled(), now())) {
                membersChanged(pool);
            }
        }
    }

    private void tick() {
        Moment now = now();
        for (PoolState pool : pools.all()) {
            if (health.tick(pool, now) || pool.ramping(now.nanos())) {
                publish(pool);
            }
        }
        wishes.tick(pools.all()).forEach(this::effect);
        shared.tick().forEach(this::publish);
        sharing.tick(now, pools.all());
        membership.sweep();
    }

    PinSharing pins() {
        return shared.pins();
    }

    List<PoolReport> report() {
        return pools.report(now().nanos(), sharing);
    }

    private Moment now() {
        return Moment.of(environment.ticker());
    }

    private Compiled compiled() {
        return Objects.requireNonNull(current);
    }
}
