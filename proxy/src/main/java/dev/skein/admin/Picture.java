package dev.skein.admin;

import dev.skein.config.PoolSettings;
import dev.skein.config.Settings;
import dev.skein.control.NodeReport.Rates;
import dev.skein.control.PoolReport;
import dev.skein.control.PoolReport.ServerReport;
import dev.skein.model.ServerKey;
import dev.skein.telemetry.HistogramReading;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The cluster as the page shows it, at one moment. Figures of traffic are the cluster's; what rarely changes stands apart
 * from figures, which are mere arrays, so that a tick of five hundred servers stays small.
 *
 * @param rows of pools ({@code shop}) and servers ({@code shop/10.0.2.11:8080}), in order
 * @param figures of the same: requests and failures a second, in flight, then p50, p95 and p99 in milliseconds or null
 * @param checks the last check of each server, by whichever node made it
 */
record Picture(
        JsonObject overview,
        Map<String, JsonObject> rows,
        Map<String, JsonArray> figures,
        Map<String, JsonObject> checks) {

    static Picture of(NodeView node, List<PoolReport> pools) {
        Sums sums = Sums.of(node.cluster());
        Picture picture = new Picture(
                OverviewJson.of(node, pools, sums),
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                new LinkedHashMap<>());
        NodeView.Present present = node.present().get();
        Plights plights = Plights.of(node, present);
        Settings settings = present.settings();
        Map<String, PoolSettings> named = settings.poolsByName();
        for (PoolReport report : pools) {
            // In the middle of a reload, control may know of pools already that the settings here don't.
            PoolSettings known = named.get(report.name());
            if (known != null) {
                picture.rows.put(report.name(), PoolJson.row(report, known, plights, settings));
                picture.add(report, known, sums, node.id());
            }
        }
        return picture;
    }

    private void add(PoolReport pool, PoolSettings settings, Sums sums, String self) {
        HistogramReading all = HistogramReading.EMPTY;
        for (ServerReport server : pool.servers()) {
            String key = server.key().toString();
            rows.put(key, row(server, settings));
            HistogramReading times = sums.times(server.key());
            all = all.plus(times);
            figures.put(key, figures(sums.server(server.key()), times));
            Sums.Checked last = sums.check(server.key(), server.ownCheck(), self);
            if (last != null) {
                checks.put(key, ServerJson.check(last.check()).put("node", last.node()));
            }
        }
        figures.put(pool.name(), figures(sums.pool(pool.name()), all));
    }

    private static JsonObject row(ServerReport server, PoolSettings pool) {
        ServerKey key = server.key();
        return new JsonObject()
                .put("pool", key.pool())
                .put("id", server.id())
                .put("address", server.address())
                .put("zone", Texts.orNull(server.zone()))
                .put("backup", server.backup())
                .put("origin", ServerJson.origin(server, pool))
                .put("state", ServerJson.state(server))
                .put("health", ServerJson.health(server))
                .put("admin", ServerJson.admin(server))
                .put("version", ServerJson.version(server.wish()))
                .put("weight", ServerJson.weight(server))
                .put("maxConnections", server.maxConnections() == 0 ? null : server.maxConnections())
                .put("found", found(server))
                .put(
                        "ejectedUntil",
                        server.ejectedUntilEpochMillis() > 0 ? Texts.time(server.ejectedUntilEpochMillis()) : null);
    }

    private static JsonObject found(ServerReport server) {
        JsonObject found = new JsonObject();
        server.found().forEach((id, health) -> found.put(id, Texts.word(health)));
        return found;
    }

    private static JsonArray figures(Rates rates, HistogramReading times) {
        JsonArray all = new JsonArray()
                .add(Sums.rounded(rates.perSecond()))
                .add(Sums.rounded(rates.failedPerSecond()))
                .add(rates.inFlight());
        for (double share : new double[] {0.5, 0.95, 0.99}) {
            all.add(times.count() == 0 ? null : Figures.millis(times.percentileNanos(share)));
        }
        return all;
    }

    JsonObject json() {
        JsonArray order = new JsonArray();
        JsonObject all = new JsonObject();
        rows.forEach((key, row) -> {
            order.add(key);
            all.put(key, row);
        });
        return new JsonObject()
                .put("overview", overview)
                .put("order", order)
                .put("rows", all)
                .put("figures", object(figures))
                .put("checks", object(checks));
    }

    static JsonObject object(Map<String, ?> map) {
        JsonObject json = new JsonObject();
        map.forEach(json::put);
        return json;
    }
}
