package dev.skein.admin;

import dev.skein.config.RouteAction;
import dev.skein.config.RouteSettings;
import dev.skein.http.RequestHead;
import dev.skein.routing.Explanation;
import dev.skein.snapshot.Action;
import dev.skein.snapshot.Pool;
import dev.skein.snapshot.Route;
import dev.skein.snapshot.Snapshot;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What would become of a request: the running snapshot is asked as an exchange would ask it, and nothing is counted. */
final class Explain {
    /** Routes shown before the one that matches: of ten thousand, those of other hosts say little. */
    private static final int MOST_CONSIDERED = 500;

    private final NodeView node;
    private final Reports reports;

    Explain(NodeView node, Reports reports) {
        this.node = node;
        this.reports = reports;
    }

    Future<JsonObject> answer(RoutingContext context) {
        RequestHead head = Question.of(context);
        Snapshot snapshot = node.snapshots().current();
        Route route = snapshot.routes().match(head);
        JsonObject answer = new JsonObject()
                .put("route", route == null ? null : route.name())
                .put("considered", considered(snapshot.routes().explain(head)))
                .put("action", route == null ? null : action(route))
                .putNull("pool")
                .putNull("server")
                .putNull("why")
                .put("candidates", new JsonArray());
        Pool pool = route == null ? null : pool(route.action());
        if (pool == null) {
            return Future.succeededFuture(answer);
        }
        return reports.pool(pool.name())
                .map(report -> Pick.of(
                        answer.put("pool", pool.name()),
                        head,
                        pool,
                        report,
                        node.ticker().nanos()));
    }

    private static @Nullable Pool pool(Action action) {
        return switch (action) {
            case Action.ToPool(Pool pool) -> pool;
            case Action.Split split -> split.pool(ThreadLocalRandom.current().nextLong());
            case Action.Redirect ignored -> null;
            case Action.Respond ignored -> null;
            case Action.Ready ignored -> null;
        };
    }

    /** In the order of the table, up to the one that takes the request. */
    private JsonArray considered(List<Explanation> explanations) {
        JsonArray considered = new JsonArray();
        int matched = 0;
        while (matched < explanations.size() && !explanations.get(matched).matched()) {
            matched++;
        }
        for (int i = Math.max(0, matched - MOST_CONSIDERED); i <= matched && i < explanations.size(); i++) {
            Explanation explanation = explanations.get(i);
            var mismatch = explanation.mismatch();
            considered.add(new JsonObject()
                    .put("route", explanation.rule())
                    .put("matched", explanation.matched())
                    .put("why", mismatch == null ? conditions(explanation.rule()) : mismatch.toString()));
        }
        return considered;
    }

    private String conditions(String route) {
        RouteSettings settings = settings(route);
        List<String> match = settings == null ? List.of() : RouteTexts.match(settings.match());
        return match.isEmpty() ? "takes every request" : String.join(", ", match);
    }

    private String action(Route route) {
        RouteSettings settings = settings(route.name());
        RouteAction action = settings == null ? null : settings.action();
        return action == null ? "" : RouteTexts.action(action);
    }

    /** Null in the middle of a reload that takes the route away. */
    private @Nullable RouteSettings settings(String route) {
        return node.present().get().settings().routes().stream()
                .filter(known -> known.name().equals(route))
                .findFirst()
                .orElse(null);
    }
}
