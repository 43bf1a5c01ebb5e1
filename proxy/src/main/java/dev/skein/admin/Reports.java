package dev.skein.admin;

import dev.skein.config.PoolSettings;
import dev.skein.control.Change;
import dev.skein.control.PoolReport;
import dev.skein.control.PoolReport.ServerReport;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** What {@code control} says about pools and servers, brought back to the admin loop. */
final class Reports {
    private final NodeView node;
    private final Context context;

    Reports(NodeView node, Context context) {
        this.node = node;
        this.context = context;
    }

    Future<List<PoolReport>> all() {
        return Future.fromCompletionStage(node.control().report(), context);
    }

    /** Refused where the node isn't ready, and as {@code control} refuses. */
    Future<Void> apply(Change change) {
        NodeView.State state = node.present().get().state();
        if (state != NodeView.State.READY) {
            return Future.failedFuture(
                    Refusal.retryAfter(503, 1, "node: " + Texts.word(state) + " (expected: ready, for a change)"));
        }
        return Future.fromCompletionStage(node.control().submit(change), context)
                .recover(failure -> Future.failedFuture(
                        failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure));
    }

    Future<PoolReport> pool(String name) {
        return all().map(reports -> reports.stream()
                .filter(report -> report.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Refusal.of(
                        404,
                        "pool: " + name + " (expected: one of "
                                + reports.stream().map(PoolReport::name).toList() + ")")));
    }

    Future<ServerReport> server(String pool, String id) {
        return pool(pool)
                .map(report -> report.servers().stream()
                        .filter(server -> server.id().equals(id))
                        .findFirst()
                        .orElseThrow(() -> Refusal.of(
                                404,
                                "server: " + id + " (expected: one of "
                                        + report.servers().stream()
                                                .map(ServerReport::id)
                                                .toList() + ")")));
    }

    /** One server, as the API shows it. */
    Future<JsonObject> json(String pool, String id) {
        return server(pool, id).map(server -> {
            PoolSettings settings = node.present().get().settings().pool(pool);
            return ServerJson.of(server, settings, node.metrics(), node.ticker().nanos())
                    .put("scope", node.id());
        });
    }

    /** One server with what happened to it, and what each node finds. */
    Future<JsonObject> detail(String pool, String id) {
        return server(pool, id).map(server -> {
            PoolSettings settings = node.present().get().settings().pool(pool);
            JsonObject json = ServerJson.of(
                    server, settings, node.metrics(), node.ticker().nanos());
            return ServerJson.detail(json, server, Sums.of(node.cluster())).put("scope", node.id());
        });
    }

    /** One pool, as the API shows it. */
    Future<JsonObject> json(String pool) {
        return pool(pool)
                .map(report -> json(report, node.present().get().settings().pool(report.name()))
                        .put("scope", node.id()));
    }

    /** All pools in the order of the file, as the API shows them. */
    Future<JsonObject> pools() {
        return all().map(reports -> {
            Map<String, PoolSettings> named = node.present().get().settings().poolsByName();
            JsonArray pools = new JsonArray();
            for (PoolReport report : reports) {
                // In the middle of a reload, control may know of pools already that the settings here don't.
                PoolSettings known = named.get(report.name());
                if (known != null) {
                    pools.add(json(report, known));
                }
            }
            return new JsonObject().put("scope", node.id()).put("pools", pools);
        });
    }

    private JsonObject json(PoolReport report, PoolSettings settings) {
        return PoolJson.of(report, settings, node);
    }
}
