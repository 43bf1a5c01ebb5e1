package dev.skein.config;

import dev.skein.config.PoolSettings.Protocol;
import dev.skein.config.PoolSettings.ProxyProtocol;
import dev.skein.config.PoolSettings.ServerSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What must fit together within a pool. */
final class PoolChecks {
    private PoolChecks() {}

    /** Where a role is asked for, too few servers that have it are no reason to mistrust the checks: most are to have another. */
    static double panic(Block pool, HealthSettings health, double threshold) {
        if (health.role() == HealthSettings.Role.ANY) {
            return threshold;
        }
        if (threshold > 0 && pool.written("panic-threshold")) {
            pool.problem("panic-threshold", pool.shown("panic-threshold"), "0, since health.role asks for a role");
        }
        return 0;
    }

    /** One connection of HTTP/2 is for many clients. */
    static ProxyProtocol announced(Block pool, Protocol protocol, HealthSettings health, ProxyProtocol written) {
        if (written != ProxyProtocol.OFF && health.type() == HealthSettings.Type.GRPC && health.port() == 0) {
            pool.problem("health.type", "grpc", "another one, or a health.port of its own, with proxy-protocol");
        }
        if (written != ProxyProtocol.OFF && protocol == Protocol.H2) {
            pool.problem("proxy-protocol", pool.shown("proxy-protocol"), "off, with protocol = h2");
        }
        return written;
    }

    /** Behind a path there is nothing else to ask. */
    static void sockets(Block pool, HealthSettings health, List<ServerSettings> servers) {
        if (health.port() > 0
                && servers.stream().anyMatch(server -> server.address().isUnix())) {
            pool.problem("health.port", String.valueOf(health.port()), "null, with a server at a unix socket");
        }
    }

    static void servers(Block pool, List<ServerSettings> servers) {
        if (pool.isDefault()) {
            return;
        }
        Map<String, ServerSettings> byId = new HashMap<>();
        for (ServerSettings server : servers) {
            ServerSettings first = byId.putIfAbsent(server.id(), server);
            if (first != null) {
                pool.reading.problem(new Problem(
                        server.place(),
                        pool.path() + ".servers",
                        "a second server " + Rule.quoted(server.id()),
                        "different ids; the first one is at " + first.place(),
                        null));
            }
        }
        if (servers.isEmpty() && pool.sound("servers")) {
            pool.warning("servers", "none", "at least one, unless they are all added at run time");
        } else if (servers.stream().allMatch(server -> server.weight() == 0) && !servers.isEmpty()) {
            pool.problem("servers", "no weight above 0", "at least one server that may get new sessions");
        }
    }
}
