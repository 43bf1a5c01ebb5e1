package dev.skein.config;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that a configuration says: valid, complete with defaults, immutable. Two settings are equal when they ask for the
 * same, wherever it was written ({@link Place}).
 *
 * @param listeners in the order written, names unique
 * @param routes in the order written, names unique; {@code priority} and specificity decide, then this order
 * @param pools in the order written, names unique; every pool that a route names is here
 * @param acme null: all certificates come from files
 * @param cluster null: a single node, with no grid and no ports towards others
 */
public record Settings(
        NodeSettings node,
        LimitsSettings limits,
        List<ListenerSettings> listeners,
        List<RouteSettings> routes,
        List<PoolSettings> pools,
        AdminSettings admin,
        AccessLogSettings accessLog,
        ShutdownSettings shutdown,
        List<ErrorPage> errorPages,
        DnsSettings dns,
        ReloadSettings reload,
        TelemetrySettings telemetry,
        @Nullable AcmeSettings acme,
        @Nullable ClusterSettings cluster) {

    /** The pool of that name. Every name in a route's action has one. */
    public PoolSettings pool(String name) {
        for (PoolSettings pool : pools) {
            if (pool.name().equals(name)) {
                return pool;
            }
        }
        throw new IllegalArgumentException("pool: " + name + " (expected: one of the pools)");
    }

    /** All pools by name, for those who look many up, or one that may not be there. */
    public Map<String, PoolSettings> poolsByName() {
        return pools.stream().collect(Collectors.toMap(PoolSettings::name, Function.identity()));
    }
}
