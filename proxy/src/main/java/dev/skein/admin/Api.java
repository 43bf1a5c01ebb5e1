package dev.skein.admin;

import dev.skein.config.AdminSettings.Role;
import dev.skein.telemetry.Catalogue;
import dev.skein.telemetry.PrometheusText;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** The paths of {@code docs/admin-api.md}, and who answers on each. */
final class Api {
    private static final String V1 = "/api/v1";
    private static final String SERVERS = V1 + "/pools/:pool/servers";
    private static final String SERVER = SERVERS + "/:server";

    private final NodeView node;
    private final Access access;
    private final Reports reports;
    private final SessionApi signIn;
    private final ServerChanges changes;
    private final QuorumChanges quorum;
    private final ConfigurationChanges configuration;
    private final Explain explain;
    private final VirtualIps virtualIps;
    private final Events events;

    Api(NodeView node, Access access, Reports reports, SessionApi signIn) {
        this.node = node;
        this.signIn = signIn;
        this.access = access;
        this.reports = reports;
        this.changes = new ServerChanges(reports, node);
        this.quorum = new QuorumChanges(node);
        this.configuration = new ConfigurationChanges(node);
        this.virtualIps = new VirtualIps(node);
        this.explain = new Explain(node, reports);
        this.events = new Events(node.archive());
    }

    void mount(Router router) {
        readable(router, "/ready").handler(this::ready);
        look(router, "/metrics", context -> metrics(context, node.catalogue()));
        look(router, "/metrics/cluster", this::clusterMetrics);
        look(
                router,
                V1 + "/status",
                context -> Answers.later(
                        context, reports.all().map(pools -> StatusJson.of(node, pools, Access.of(context)))));
        look(router, V1 + "/pools", context -> Answers.later(context, reports.pools()));
        look(router, V1 + "/pools/:pool", context -> Answers.later(context, reports.json(segment(context, "pool"))));
        look(
                router,
                V1 + "/routes",
                context -> Answers.later(context, reports.all().map(pools -> RoutesJson.of(node, pools))));
        others(router);
        configuration(router);
        look(router, V1 + "/events", events::answer);
        later(router.post(V1 + "/explain"), Role.VIEWER, explain::answer);
        changing(router);
        signIn.mount(router);
        new ViewApi(node, access, reports, changes).mount(router);
        new TapApi(node, access).mount(router);
        new BindingApi(node, reports).mount(router, access);
        refuseOthers(router);
        Page.mount(router);
    }

    private void others(Router router) {
        look(router, V1 + "/cluster", this::cluster);
        look(router, V1 + "/voters", quorum::look);
        look(router, V1 + "/virtual-ips", context -> Answers.json(context, 200, virtualIps.json()));
        look(
                router,
                V1 + "/certificates",
                context -> Answers.json(
                        context,
                        200,
                        CertificatesJson.of(node.cluster(), node.ticker().epochMillis())));
        look(router, V1 + "/nodes", context -> Answers.json(context, 200, NodesJson.of(node)));
    }

    /** Configurations show much, so viewers see only what rules; whoever may change them needs to be an admin. */
    private void configuration(Router router) {
        String config = V1 + "/config";
        look(router, config, configuration::look);
        look(router, config + "/revisions", context -> Answers.json(context, 200, configuration.history()));
        later(readable(router, config + "/effective"), Role.OPERATOR, configuration::effective);
        later(readable(router, config + "/diff"), Role.OPERATOR, configuration::diff);
        later(router.post(config + "/check"), Role.OPERATOR, configuration::check);
        later(router.post(config + "/apply"), Role.ADMIN, configuration::apply);
        later(router.post(config + "/promote"), Role.ADMIN, configuration::promote);
        later(router.post(config + "/rollback"), Role.ADMIN, configuration::rollback);
    }

    private void cluster(RoutingContext context) {
        JsonObject reports = ClusterJson.of(node.cluster());
        Answers.json(
                context, 200, reports.put("quorum", QuorumJson.of(node.quorum().get())));
    }

    private void changing(Router router) {
        later(
                router.put(SERVER + "/admin-state"),
                Role.OPERATOR,
                context -> tagged(context, changes.adminState(context)));
        later(router.put(SERVER + "/weight"), Role.OPERATOR, context -> tagged(context, changes.weight(context)));
        later(router.post(V1 + "/virtual-ips/:address/move"), Role.OPERATOR, virtualIps::move);
        quorum(router);
        new KeyChanges(node).mount(router, access);
        new CertificateChanges(node).mount(router, access);
        new RollChanges(node, reports).mount(router, access);
        new DrillChanges(node).mount(router, access);
        router.post(SERVERS).handler(access.needs(Role.OPERATOR)).handler(this::add);
        router.delete(SERVER).handler(access.needs(Role.OPERATOR)).handler(this::remove);
    }

    /** Who decides is more than what operators do day by day. */
    private void quorum(Router router) {
        later(router.post(V1 + "/voters"), Role.ADMIN, quorum::add);
        later(router.delete(V1 + "/voters/:node"), Role.ADMIN, quorum::remove);
        later(router.post(V1 + "/quorum/force"), Role.ADMIN, quorum::force);
    }

    /** A path that is known, with a method that isn't: 405, and which ones are. */
    private static void refuseOthers(Router router) {
        Map<String, Set<String>> methods = new TreeMap<>();
        for (Route route : router.getRoutes()) {
            if (route.getPath() != null && route.methods() != null) {
                route.methods()
                        .forEach(method -> methods.computeIfAbsent(route.getPath(), path -> new TreeSet<>())
                                .add(method.name()));
            }
        }
        methods.forEach((path, allowed) -> router.route(path).handler(context -> {
            String names = String.join(", ", allowed);
            context.response().putHeader(HttpHeaders.ALLOW, names);
            throw Refusal.of(405, "method: " + context.request().method() + " (expected: " + names + ")");
        }));
    }

    static Route readable(Router router, String path) {
        return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
    }

    /** With the version of the server as its tag, for whoever changes only what they saw. */
    static Future<JsonObject> tagged(RoutingContext context, Future<JsonObject> server) {
        return IfMatch.tagged(context, json -> json.getString("version"), server);
    }

    /** A name in the path, decoded; only to be asked for where the path has it. */
    static String segment(RoutingContext context, String name) {
        return Objects.requireNonNull(context.pathParam(name));
    }

    /** For whoever has the role, an answer that may take its time. */
    private void later(Route route, Role role, Function<RoutingContext, Future<JsonObject>> answer) {
        route.handler(access.needs(role)).handler(context -> Answers.later(context, answer.apply(context)));
    }

    private void look(Router router, String path, Handler<RoutingContext> handler) {
        readable(router, path).handler(access.needs(Role.VIEWER)).handler(handler);
    }

    private void ready(RoutingContext context) {
        NodeView.State state = node.present().get().state();
        Answers.text(
                context, state == NodeView.State.READY ? 200 : 503, "text/plain; charset=utf-8", Texts.word(state));
    }

    private void clusterMetrics(RoutingContext context) {
        reports.all()
                .onSuccess(pools -> metrics(context, ClusterFamilies.of(ClusterFamilies.Seen.by(node, pools))))
                .onFailure(context::fail);
    }

    private static void metrics(RoutingContext context, Catalogue catalogue) {
        PrometheusText.Format format =
                PrometheusText.Format.of(context.request().getHeader(HttpHeaders.ACCEPT));
        Answers.text(context, 200, format.contentType(), PrometheusText.write(catalogue, format));
    }

    private void add(RoutingContext context) {
        changes.add(context).onSuccess(server -> created(context, server)).onFailure(context::fail);
    }

    private static void created(RoutingContext context, JsonObject server) {
        String path =
                V1 + "/pools/" + encoded(server.getString("pool")) + "/servers/" + encoded(server.getString("id"));
        context.response().putHeader(HttpHeaders.LOCATION, path);
        Answers.json(context, 201, server);
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private void remove(RoutingContext context) {
        changes.remove(context).onSuccess(done -> Answers.nothing(context, 204)).onFailure(context::fail);
    }
}
