package dev.skein.admin;

import dev.skein.admission.BreakerState;
import dev.skein.admission.CircuitBreaker;
import dev.skein.config.PoolSettings;
import dev.skein.config.RouteSettings;
import dev.skein.config.Settings;
import dev.skein.control.PoolReport;
import dev.skein.control.PoolReport.ServerReport;
import dev.skein.model.AdminState;
import dev.skein.model.Health;
import dev.skein.snapshot.Pool;
import dev.skein.telemetry.Metrics;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One pool as the API shows it. */
final class PoolJson {
    private PoolJson() {}

    static JsonObject of(PoolReport report, PoolSettings settings, @Nullable Pool pool, NodeView node) {
        long now = node.ticker().nanos();
        Metrics metrics = node.metrics();
        Settings all = node.present().get().settings();
        JsonObject json = row(report, settings, pool, all);
        Figures.traffic(json, metrics.pool(report.name()), now);
        JsonArray servers = new JsonArray();
        report.servers().forEach(server -> servers.add(ServerJson.of(server, settings, metrics, now)));
        return json.put("servers", servers);
    }

    /** Without figures of traffic and without servers. */
    static JsonObject row(PoolReport report, PoolSettings settings, @Nullable Pool pool, Settings all) {
        return new JsonObject()
                .put("name", report.name())
                .put("state", state(report))
                .put("balance", report.balance())
                .put("affinity", Texts.word(settings.affinity().mode()))
                .put("protocol", settings.protocol().toString())
                .put("serving", serving(report))
                .put("total", report.servers().size())
                .put("panic", report.panic())
                .put("circuit", circuit(pool))
                .put(
                        "queue",
                        new JsonObject()
                                .put("waiting", report.waiting())
                                .put("size", settings.queue().size()))
                .put("usedBy", usedBy(report.name(), all));
    }

    /** Servers that get new requests and work; in a panic others get some, too. */
    static long serving(PoolReport report) {
        return report.servers().stream().filter(ServerReport::takesNew).count();
    }

    /** Whether operator, file and the server itself would have it serve. */
    private static boolean meant(ServerReport server) {
        return server.adminState() == AdminState.READY && server.weight() > 0 && server.health() != Health.LEAVING;
    }

    static String state(PoolReport report) {
        if (report.servers().isEmpty()) {
            return "empty";
        }
        if (serving(report) == 0) {
            return "down";
        }
        boolean all = report.servers().stream().allMatch(server -> server.takesNew() || !meant(server));
        return all && !report.panic() ? "up" : "degraded";
    }

    static String circuit(@Nullable Pool pool) {
        CircuitBreaker breaker = pool == null ? null : pool.breaker();
        if (breaker == null) {
            return "closed";
        }
        return switch (breaker.state()) {
            case BreakerState.Closed ignored -> "closed";
            case BreakerState.Open ignored -> "open";
            case BreakerState.HalfOpen ignored -> "half-open";
        };
    }

    private static JsonArray usedBy(String pool, Settings settings) {
        Stream<String> routes = settings.routes().stream()
                .filter(route -> RouteTexts.pools(route.action()).containsKey(pool))
                .map(RouteSettings::name);
        Stream<String> listeners = settings.listeners().stream()
                .filter(listener ->
                        listener.tcp() != null && listener.tcp().pools().contains(pool))
                .map(listener -> "listener " + listener.name());
        return new JsonArray(Stream.concat(routes, listeners).toList());
    }
}
