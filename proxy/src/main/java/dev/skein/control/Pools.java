package dev.skein.control;

import dev.skein.model.ServerKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The pools in force, by name, in the order of the file. Confined to the control thread. */
final class Pools {
    private final Map<String, PoolState> pools = new LinkedHashMap<>();

    Collection<PoolState> all() {
        return pools.values();
    }

    Set<ServerKey> servers() {
        return pools.values().stream()
                .flatMap(pool -> pool.servers.values().stream())
                .map(server -> server.key)
                .collect(Collectors.toSet());
    }

    Set<String> names() {
        return Set.copyOf(pools.keySet());
    }

    @Nullable
    PoolState remove(String name) {
        return pools.remove(name);
    }

    /** Takes these in place of those that are left; which were left. */
    Collection<PoolState> replace(Map<String, PoolState> kept) {
        Collection<PoolState> left = List.copyOf(pools.values());
        pools.clear();
        pools.putAll(kept);
        return left;
    }

    @Nullable
    PoolState find(String name) {
        return pools.get(name);
    }

    /** A server that need not be there. */
    @Nullable
    ServerState find(ServerKey key) {
        PoolState pool = pools.get(key.pool());
        return pool == null ? null : pool.servers.get(key.server());
    }

    /** Has cookies signed by these from now on; the pools that this concerns. */
    List<PoolState> sign(List<byte[]> secrets, Environment environment) {
        environment.cookies().change(secrets);
        return pools.values().stream().filter(pool -> pool.sign(environment)).toList();
    }

    PoolState of(ServerKey key) {
        return named(key.pool());
    }

    /** @throws IllegalArgumentException if there is none */
    PoolState named(String name) {
        PoolState pool = pools.get(name);
        if (pool == null) {
            throw new IllegalArgumentException("pool: '" + name + "' (expected: one of " + pools.keySet() + ")");
        }
        return pool;
    }

    /** @throws IllegalArgumentException if there is none */
    ServerState server(ServerKey key) {
        PoolState pool = of(key);
        ServerState server = pool.servers.get(key.server());
        if (server == null) {
            throw new IllegalArgumentException("server: '" + key.server() + "' (expected: one of pool " + key.pool()
                    + ": " + pool.servers.keySet() + ")");
        }
        return server;
    }

    List<PoolReport> report(long now, HealthSharing sharing) {
        List<PoolReport> reports = new ArrayList<>();
        pools.values().forEach(pool -> reports.add(pool.report(now, sharing)));
        return reports;
    }
}
