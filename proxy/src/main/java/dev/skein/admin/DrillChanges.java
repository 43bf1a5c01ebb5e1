package dev.skein.admin;

import dev.skein.config.AdminSettings.Role;
import dev.skein.drill.Drill;
import dev.skein.drill.Drilling;
import dev.skein.drill.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Drills as operators see and steer them. Confined to the admin loop. */
final class DrillChanges {
    private static final String PATH = "/api/v1/drills";
    static final int NAME = 300;
    private static final int LEAST_MILLIS = 1000;
    private static final int MOST_MILLIS = 3_600_000;
    private static final int USUAL_MILLIS = 30_000;

    private final NodeView node;
    private final DrillSchedules schedules;

    DrillChanges(NodeView node) {
        this.node = node;
        this.schedules = new DrillSchedules(node);
    }

    void mount(Router router, Access access) {
        Api.readable(router, PATH).handler(access.needs(Role.VIEWER)).handler(this::list);
        router.post(PATH)
                .handler(access.needs(Role.OPERATOR, DrillChanges::pool))
                .handler(context -> Answers.later(context, begin(context)));
        router.post(PATH + "/check")
                .handler(access.needs(Role.OPERATOR, DrillChanges::pool))
                .handler(context -> Answers.later(context, check(context)));
        schedules.mount(router, access);
        router.post(PATH + "/:number/stop")
                .handler(access.needs(Role.OPERATOR, context -> latestPool()))
                .handler(context -> Answers.later(context, stop(context)));
    }

    /** Whose server is to fail; null: something else is. */
    static @Nullable String pool(RoutingContext context) {
        boolean server = Kind.LOSE_SERVER.code().equals(Fields.peek(context, "kind"));
        String target = server ? Fields.peek(context, "target") : null;
        return target == null ? null : poolOf(target);
    }

    static @Nullable String pool(Kind kind, String target) {
        return kind == Kind.LOSE_SERVER ? poolOf(target) : null;
    }

    private static @Nullable String poolOf(String target) {
        int slash = target.indexOf('/');
        return slash < 0 ? null : target.substring(0, slash);
    }

    private @Nullable String latestPool() {
        return drilling().drills().stream()
                .findFirst()
                .map(drill -> pool(drill.kind(), drill.target()))
                .orElse(null);
    }

    static Kind kind(Fields fields) {
        return Arrays.stream(Kind.values())
                .filter(one -> one.code().equals(fields.value("kind")))
                .findFirst()
                .orElseThrow(() -> fields.wrong(
                        "kind",
                        "one of " + Arrays.stream(Kind.values()).map(Kind::code).toList()));
    }

    private Drilling drilling() {
        return drilling(node);
    }

    static Drilling drilling(NodeView node) {
        Drilling drilling = node.drilling().get();
        if (drilling == null) {
            throw Refusal.retryAfter(503, 1, "drills: the node is starting (expected: ready)");
        }
        return drilling;
    }

    private void list(RoutingContext context) {
        JsonArray kinds = new JsonArray();
        for (Kind kind : Kind.values()) {
            kinds.add(new JsonObject()
                    .put("kind", kind.code())
                    .put("target", kind.target())
                    .put("meaning", kind.meaning()));
        }
        JsonArray drills = new JsonArray();
        JsonArray schedules = new JsonArray();
        Drilling drilling = node.drilling().get();
        if (drilling != null) {
            drilling.drills().forEach(drill -> drills.add(DrillJson.of(drill)));
            drilling.schedules().forEach(schedule -> schedules.add(DrillJson.of(schedule)));
        }
        JsonObject all = new JsonObject().put("kinds", kinds).put("drills", drills);
        Answers.json(context, 200, all.put("schedules", schedules));
    }

    private Future<JsonObject> begin(RoutingContext context) {
        Fields fields = Fields.ofChange(context, Set.of("kind", "target", "to", "url", "force", "forMs"));
        Kind kind = kind(fields);
        mayNodes(context, kind);
        return answered(
                context,
                () -> drilling()
                        .begin(new Drilling.Wanted(
                                kind,
                                fields.required("target", NAME),
                                Objects.requireNonNullElse(fields.text("to", NAME), ""),
                                url(fields),
                                fields.truth("force"),
                                forMillis(fields),
                                Access.of(context).author())));
    }

    /** Would it be survived? Changes nothing. */
    private Future<JsonObject> check(RoutingContext context) {
        Fields fields = Fields.of(context, Set.of("kind", "target"));
        Kind kind = kind(fields);
        var outlook = drilling().outlook(kind, fields.required("target", NAME));
        return Future.fromCompletionStage(outlook, context.vertx().getOrCreateContext())
                .map(against -> new JsonObject().put("objections", new JsonArray(against)));
    }

    static long forMillis(Fields fields) {
        Integer millis = fields.integer("forMs", LEAST_MILLIS, MOST_MILLIS);
        return millis == null ? USUAL_MILLIS : millis;
    }

    private static String words(@Nullable Drill drill) {
        return drill == null
                ? "no drill"
                : drill.name() + " (" + drill.what() + ") " + drill.state().code();
    }

    static String url(Fields fields) {
        String url = Objects.requireNonNullElse(fields.text("url", NAME), "");
        try {
            URI parsed = URI.create(url);
            if (url.isEmpty() || "http".equals(parsed.getScheme()) && parsed.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            throw fields.wrong("url", "http://HOST[:PORT][/PATH]: " + e.getMessage());
        }
        throw fields.wrong("url", "http://HOST[:PORT][/PATH]");
    }

    /** What is done to nodes is more than what operators do day by day. */
    static void mayNodes(RoutingContext context, Kind kind) {
        Caller caller = Access.of(context);
        if (kind != Kind.LOSE_SERVER && !caller.may(Role.ADMIN)) {
            throw Refusal.of(403, "role: " + Texts.word(caller.role()) + " of " + caller.name() + " (expected: admin)");
        }
    }

    private Future<JsonObject> stop(RoutingContext context) {
        Fields.ofChange(context, Set.of());
        Drill latest = drilling().drills().stream()
                .findFirst()
                .filter(drill -> String.valueOf(drill.number()).equals(Api.segment(context, "number")))
                .orElseThrow(() -> Refusal.of(
                        404, "drill: " + Api.segment(context, "number") + " (expected: the number of the latest)"));
        mayNodes(context, latest.kind());
        return answered(context, () -> drilling().stop(Access.of(context).author()));
    }

    private Future<JsonObject> answered(RoutingContext context, Supplier<CompletableFuture<Drill>> change) {
        Context loop = context.vertx().getOrCreateContext();
        String before = words(drilling().drills().stream().findFirst().orElse(null));
        return Future.fromCompletionStage(change.get(), loop)
                .map(after -> {
                    Audit.note(context, before, words(after));
                    return DrillJson.of(after);
                })
                .recover(failure -> Future.failedFuture(RollChanges.refusal(failure)));
    }
}
