package dev.skein.admin;

import dev.skein.config.PoolSettings;
import dev.skein.config.RouteSettings;
import dev.skein.config.Settings;
import dev.skein.control.Plight.Circuit;
import dev.skein.control.Plight.Gate;
import dev.skein.control.PoolReport;
import dev.skein.control.PoolReport.ServerReport;
import dev.skein.model.AdminState;
import dev.skein.model.Health;
import dev.skein.telemetry.Metrics;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;

/** One pool as the API shows it. */
final class PoolJson {
    private PoolJson() {}

    static JsonObject of(PoolReport report, PoolSettings settings, NodeView node) {
        long now = node.ticker().nanos();
        Metrics metrics = node.metrics();
        NodeView.Present present = node.present().get();
        JsonObject json = row(report, settings, Plights.alone(node, present), present.settings());
        Figures.traffic(json, metrics.pool(report.name()), now);
        JsonArray servers = new JsonArray();
        report.servers().forEach(server -> servers.add(ServerJson.of(server, settings, metrics, now)));
        return json.put("servers", servers);
    }

    /**
     * Without figures of traffic and without servers.
     *
     * @param plights of whichever nodes it is about
     */
    static JsonObject row(PoolReport report, PoolSettings settings, Plights plights, Settings all) {
        Gate gate = plights.gate(report.name());
        boolean closed = gate.circuit() == Circuit.CLOSED;
        return new JsonObject()
                .put("name", report.name())
                .put("state", state(report))
                .put("balance", report.balance())
                .put("affinity", Texts.word(settings.affinity().mode()))
                .put("protocol", settings.protocol().toString())
                .put("serving", serving(report))
                .put("total", report.servers().size())
                .put("panic", report.panic())
                .put("circuit", Texts.word(gate.circuit()))
                .put("circuitOn", new JsonArray(closed ? List.of() : plights.where(report.name())))
                .put(
                        "queue",
                        new JsonObject()
                                .put("waiting", gate.waiting())
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
