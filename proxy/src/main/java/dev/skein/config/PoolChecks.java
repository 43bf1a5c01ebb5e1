package dev.skein.config;

import dev.skein.config.PoolSettings.ServerSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What must fit together within a pool. */
final class PoolChecks {
    private PoolChecks() {}

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
