package dev.skein.admin;

import dev.skein.config.RouteSettings;
import dev.skein.control.PoolReport;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All routes as the API shows them, in the order in which they are tried. */
final class RoutesJson {
    private RoutesJson() {}

    static JsonObject of(NodeView node, List<PoolReport> reports) {
        Map<String, String> states = new HashMap<>();
        reports.forEach(report -> states.put(report.name(), PoolJson.state(report)));
        Map<String, RouteSettings> byName = new HashMap<>();
        node.present().get().settings().routes().forEach(route -> byName.put(route.name(), route));
        long now = node.ticker().nanos();
        JsonArray routes = new JsonArray();
        for (String name : node.snapshots().current().routes().order()) {
            RouteSettings route = byName.get(name);
            if (route != null) {
                routes.add(route(route, states, node, now));
            }
        }
        return new JsonObject().put("scope", node.id()).put("routes", routes);
    }

    private static JsonObject route(RouteSettings route, Map<String, String> states, NodeView node, long now) {
        Map<String, Integer> pools = RouteTexts.pools(route.action());
        JsonArray shares = new JsonArray();
        pools.forEach(
                (pool, weight) -> shares.add(new JsonObject().put("pool", pool).put("weight", weight)));
        JsonObject json = new JsonObject()
                .put("name", route.name())
                .put("priority", route.priority())
                .put("place", route.place().toString())
                .put("match", new JsonArray(RouteTexts.match(route.match())))
                .put(
                        "action",
                        new JsonObject()
                                .put("kind", RouteTexts.kind(route.action()))
                                .put("pools", shares)
                                .put("text", RouteTexts.action(route.action())))
                .put("state", worst(pools, states));
        return Figures.traffic(json, node.metrics().route(route.name()), now);
    }

    private static String worst(Map<String, Integer> pools, Map<String, String> states) {
        String worst = "up";
        for (Map.Entry<String, Integer> share : pools.entrySet()) {
            String state = share.getValue() == 0 ? "up" : states.getOrDefault(share.getKey(), "down");
            if (state.equals("down") || state.equals("empty")) {
                return "down";
            }
            worst = state.equals("degraded") ? state : worst;
        }
        return worst;
    }
}
