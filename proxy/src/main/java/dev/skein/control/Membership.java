package dev.skein.control;

import dev.skein.config.HostPort;
import dev.skein.config.PoolSettings;
import dev.skein.config.PoolSettings.ServerSettings;
import dev.skein.health.Moment;
import dev.skein.health.ServerHealth;
import dev.skein.model.ServerKey;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which servers a pool has: those of the file, each address of a name, those added at run time. Opens and closes their
 * connection pools. Confined to the control thread.
 */
final class Membership {
    private final Environment environment;
    private final Wishes wishes;
    private final Map<String, List<InetSocketAddress>> answers = new HashMap<>();
    private final Retired retired;

    Membership(Environment environment, Wishes wishes) {
        this.environment = environment;
        this.wishes = wishes;
        this.retired = new Retired(environment);
    }

    /** Makes the pool's servers those of its settings; what stays keeps health, counters and connections. */
    void align(PoolState pool, Compiled compiled, boolean atStart, Moment now) {
        Map<String, Wanted> wanted = new LinkedHashMap<>();
        for (ServerSettings server : pool.settings.servers()) {
            members(server).forEach(member -> wanted.put(member.id, member));
        }
        for (ServerState server : List.copyOf(pool.servers.values())) {
            Wanted same = wanted.get(server.key.server());
            if (server.addedAtRunTime && same == null) {
                wanted.put(server.key.server(), new Wanted(server.key.server(), server.settings, server.address));
            } else if (same == null) {
                remove(pool, server);
            }
        }
        Map<String, ServerState> before = new LinkedHashMap<>(pool.servers);
        pool.servers.clear();
        wanted.forEach((id, want) -> pool.servers.put(id, member(pool, before.get(id), want, compiled, atStart, now)));
    }

    /** A server that should be there. */
    private record Wanted(String id, ServerSettings settings, SocketAddress address) {}

    private static SocketAddress at(HostPort address) {
        return address.isUnix()
                ? UnixDomainSocketAddress.of(address.host())
                : new InetSocketAddress(address.host(), address.port());
    }

    private List<Wanted> members(ServerSettings server) {
        HostPort address = server.address();
        if (!address.isName()) {
            return List.of(new Wanted(server.id(), server, at(address)));
        }
        List<Wanted> members = new ArrayList<>();
        for (InetSocketAddress found : answers.getOrDefault(address.host(), List.of())) {
            int port = address.kind() == HostPort.Kind.SRV ? found.getPort() : address.port();
            InetSocketAddress at = new InetSocketAddress(found.getAddress(), port);
            String suffix = address.kind() == HostPort.Kind.SRV
                    ? found.getAddress().getHostAddress() + ":" + port
                    : found.getAddress().getHostAddress();
            members.add(new Wanted(server.id() + "/" + suffix, server, at));
        }
        return members;
    }

    private ServerState member(
            PoolState pool, @Nullable ServerState before, Wanted want, Compiled compiled, boolean atStart, Moment now) {
        var policy = UpstreamPolicies.of(pool.settings, want.settings, want.address, compiled, environment);
        if (before != null) {
            before.settings = want.settings;
            if (!before.address.equals(want.address)) {
                // The same name elsewhere is another machine: what was found about the old one says nothing of it.
                before.address = want.address;
                before.forget(ServerHealth.initial(pool.healthPolicy, false, now));
            }
            environment.upstreams().change(before.slot, policy.with(before.stats));
            before.outliers.threshold(pool.settings.passive().consecutiveFailures());
            return before;
        }
        ServerHealth health = ServerHealth.initial(pool.healthPolicy, atStart, now);
        ServerKey key = new ServerKey(pool.name, want.id);
        ServerState made = new ServerState(key, want.settings, want.address, false, health, environment);
        return opened(pool, made, policy);
    }

    private ServerState opened(PoolState pool, ServerState server, UpstreamPolicies.Draft policy) {
        server.wish = wishes.of(server.key);
        server.outliers.threshold(pool.settings.passive().consecutiveFailures());
        server.slot = environment.upstreams().open(policy.with(server.stats));
        return server;
    }

    /** Adds a server at run time. */
    void add(PoolState pool, ServerSettings settings, Compiled compiled, Moment now) {
        if (pool.servers.containsKey(settings.id())) {
            throw new IllegalArgumentException(
                    "server: '" + settings.id() + "' (expected: an id that pool " + pool.name + " does not have yet)");
        }
        if (settings.address().isName() || settings.address().isUnix()) {
            throw new IllegalArgumentException("address: '" + settings.address()
                    + "' (expected: an address and a port; names and paths belong into the configuration)");
        }
        SocketAddress at = at(settings.address());
        var policy = UpstreamPolicies.of(pool.settings, settings, at, compiled, environment);
        ServerHealth health = ServerHealth.initial(pool.healthPolicy, false, now);
        ServerKey key = new ServerKey(pool.name, settings.id());
        ServerState made = new ServerState(key, settings, at, true, health, environment);
        pool.servers.put(settings.id(), opened(pool, made, policy));
    }

    void remove(PoolState pool, ServerState server) {
        pool.servers.remove(server.key.server());
        environment.upstreams().close(server.slot);
        retired.add(server.slot, server.load);
    }

    /** The pool itself is gone from the settings. */
    void dissolve(PoolState pool) {
        List<ServerState> servers = List.copyOf(pool.servers.values());
        pool.servers.clear();
        servers.forEach(server -> environment.upstreams().close(server.slot));
        pool.cut();
        retired.add(pool, servers);
    }

    /** A name has these addresses now; whether this pool cares. */
    boolean resolved(PoolState pool, Change.Resolved answer, Compiled compiled, Moment now) {
        answers.put(answer.name(), answer.addresses());
        boolean concerned = pool.settings.servers().stream()
                .anyMatch(server ->
                        server.address().isName() && server.address().host().equals(answer.name()));
        if (concerned) {
            align(pool, compiled, false, now);
        }
        return concerned;
    }

    List<Probing.Target> probes(Collection<PoolState> pools) {
        List<Probing.Target> targets = new ArrayList<>();
        for (PoolState pool : pools) {
            if (!pool.healthPolicy.active()) {
                continue;
            }
            for (ServerState server : pool.servers.values()) {
                if (server.probed()) {
                    targets.add(target(pool.settings, server, pool));
                }
            }
        }
        return targets;
    }

    private static Probing.Target target(PoolSettings settings, ServerState server, PoolState pool) {
        boolean tls = server.settings.tls() || settings.tls().enabled();
        return new Probing.Target(
                server.key,
                server.address,
                server.settings.address().host(),
                settings.proxyProtocol(),
                tls,
                settings.tls(),
                settings.health(),
                pool.healthPolicy);
    }

    Set<HostPort> names(Collection<PoolState> pools) {
        Set<HostPort> names = new LinkedHashSet<>();
        for (PoolState pool : pools) {
            pool.settings.servers().stream()
                    .map(ServerSettings::address)
                    .filter(HostPort::isName)
                    .forEach(names::add);
        }
        return names;
    }

    /** Frees what removed servers still held, once nobody can use it. */
    void sweep() {
        retired.sweep();
    }
}
