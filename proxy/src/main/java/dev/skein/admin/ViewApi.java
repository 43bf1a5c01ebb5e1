package dev.skein.admin;

import dev.skein.config.AdminSettings.Role;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;

/** The cluster as a whole, and servers one by one: what the page lives on. Confined to the admin loop. */
final class ViewApi {
    private static final String V1 = "/api/v1";
    private static final String SERVER = V1 + "/pools/:pool/servers/:server";

    private final NodeView node;
    private final Access access;
    private final Reports reports;
    private final ServerChanges changes;
    private final Stream stream;

    ViewApi(NodeView node, Access access, Reports reports, ServerChanges changes) {
        this.node = node;
        this.access = access;
        this.reports = reports;
        this.changes = changes;
        this.stream = new Stream(node, reports, access);
    }

    void mount(Router router) {
        look(router, V1 + "/overview", context -> Answers.later(context, overview()));
        look(router, V1 + "/picture", context -> Answers.later(context, picture()));
        look(router, V1 + "/history", this::history);
        look(router, V1 + "/stream", stream::open);
        look(router, SERVER, context -> Answers.later(context, Api.tagged(context, detail(context))));
        router.post(SERVER + "/probe")
                .handler(access.needs(Role.OPERATOR))
                .handler(context -> Answers.later(context, changes.now(context, true)));
        router.post(SERVER + "/reset-ejection")
                .handler(access.needs(Role.OPERATOR))
                .handler(context -> Answers.later(context, changes.now(context, false)));
        String document = document();
        Api.readable(router, V1 + "/openapi.json")
                .handler(context -> Answers.text(context, 200, "application/json; charset=utf-8", document));
    }

    private void look(Router router, String path, Handler<RoutingContext> handler) {
        Api.readable(router, path).handler(access.needs(Role.VIEWER)).handler(handler);
    }

    private Future<JsonObject> overview() {
        return reports.all().map(pools -> OverviewJson.of(node, pools, Sums.of(node.cluster())));
    }

    private Future<JsonObject> picture() {
        return reports.all().map(pools -> Picture.of(node, pools).json().put("scope", "cluster"));
    }

    private Future<JsonObject> detail(RoutingContext context) {
        return reports.detail(Api.segment(context, "pool"), Api.segment(context, "server"));
    }

    private void history(RoutingContext context) {
        String asked = context.request().getParam("node");
        String one = asked == null || asked.equals("cluster") ? null : asked;
        if (one != null && node.cluster().membership().find(one) == null) {
            TreeSet<String> known = new TreeSet<>(Sums.nodes(node.cluster()).keySet());
            throw Refusal.of(400, "node: " + asked + " (expected: cluster, or one of " + known + ")");
        }
        Answers.json(context, 200, HistoryJson.of(node.history().steps(), one));
    }

    private static String document() {
        try (InputStream in = ViewApi.class.getResourceAsStream("/dev/skein/admin/openapi.json")) {
            if (in == null) {
                throw new IllegalStateException("openapi.json (expected: part of the program)");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
