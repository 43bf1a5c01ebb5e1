package dev.skein.admin;

import dev.skein.cluster.Member;
import dev.skein.cluster.UndecidedException;
import dev.skein.config.AdminSettings.Role;
import dev.skein.control.PoolReport;
import dev.skein.control.PoolReport.ServerReport;
import dev.skein.roll.Roll;
import dev.skein.roll.Rolling;
import dev.skein.roll.Terms;
import dev.skein.roll.Wanted;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Rolls as operators see and steer them. Confined to the admin loop. */
final class RollChanges {
    private static final String PATH = "/api/v1/rolls";
    private static final int NAME = 255;
    private static final int TEXT = 200;
    private static final int DAY = 86_400_000;
    private static final int MOST_TARGETS = 1000;
    private static final Set<String> FIELDS = Set.of(
            "pool", "targets", "note", "runner", "drainMs", "workMs", "healthyMs", "watchMs", "mostErrors", "serving");

    private final NodeView node;
    private final Reports reports;

    RollChanges(NodeView node, Reports reports) {
        this.node = node;
        this.reports = reports;
    }

    void mount(Router router, Access access) {
        Api.readable(router, PATH).handler(access.needs(Role.VIEWER)).handler(this::list);
        router.post(PATH)
                .handler(access.needs(Role.OPERATOR, context -> Fields.peek(context, "pool")))
                .handler(context -> Answers.later(context, begin(context)));
        steer(router, access, "pause", (rolling, context) -> {
            Fields.ofChange(context, Set.of());
            return rolling.pause(Access.of(context).author());
        });
        steer(
                router,
                access,
                "resume",
                (rolling, context) -> rolling.resume(
                        Access.of(context).author(),
                        Fields.ofChange(context, Set.of("runner")).text("runner", NAME)));
        steer(router, access, "abort", (rolling, context) -> {
            Fields.ofChange(context, Set.of());
            return rolling.abort(Access.of(context).author());
        });
        steer(router, access, "runner", (rolling, context) -> {
            rolling.heardOf(Fields.of(context, Set.of("runner")).required("runner", NAME));
            return CompletableFuture.completedFuture(latest());
        });
        steer(router, access, "result", this::result);
    }

    private Rolling rolling() {
        Rolling rolling = node.rolling().get();
        if (rolling == null) {
            throw Refusal.retryAfter(503, 1, "rolls: the node is starting (expected: ready)");
        }
        return rolling;
    }

    private void list(RoutingContext context) {
        Rolling rolling = node.rolling().get();
        JsonArray rolls = new JsonArray();
        if (rolling != null) {
            rolling.rolls().forEach(roll -> rolls.add(RollJson.of(roll)));
        }
        Answers.json(context, 200, new JsonObject().put("rolls", rolls));
    }

    private Roll latest() {
        return rolling().rolls().stream()
                .findFirst()
                .orElseThrow(() -> Refusal.of(404, "roll: there is none (expected: one that was begun)"));
    }

    private void steer(
            Router router,
            Access access,
            String word,
            BiFunction<Rolling, RoutingContext, CompletableFuture<Roll>> change) {
        router.post(PATH + "/:number/" + word)
                .handler(access.needs(Role.OPERATOR, context -> pool()))
                .handler(context -> {
                    Roll roll = latest();
                    if (!String.valueOf(roll.number()).equals(Api.segment(context, "number"))) {
                        throw Refusal.of(
                                404,
                                "roll: " + Api.segment(context, "number") + " (expected: " + roll.number()
                                        + ", the latest)");
                    }
                    mayNodes(context, roll.kind());
                    Answers.later(context, answered(context, () -> change.apply(rolling(), context)));
                });
    }

    /** Whose servers are rolled; null: nobody's. */
    private @Nullable String pool() {
        Roll roll = RollJson.latest(node);
        return roll == null || roll.pool().isEmpty() ? null : roll.pool();
    }

    /** Nodes are more than what operators do day by day. */
    private static void mayNodes(RoutingContext context, Roll.Kind kind) {
        Caller caller = Access.of(context);
        if (kind == Roll.Kind.NODES && !caller.may(Role.ADMIN)) {
            throw Refusal.of(403, "role: " + Texts.word(caller.role()) + " of " + caller.name() + " (expected: admin)");
        }
    }

    private CompletableFuture<Roll> result(Rolling rolling, RoutingContext context) {
        Fields fields = Fields.ofChange(context, Set.of("target", "attempt", "exit", "text"));
        Integer attempt = fields.integer("attempt", 1, Integer.MAX_VALUE);
        Integer exit = fields.integer("exit", 0, 255);
        if (attempt == null || exit == null) {
            throw fields.wrong(attempt == null ? "attempt" : "exit", "a number");
        }
        String text = Objects.requireNonNullElse(fields.text("text", TEXT), "");
        return rolling.ended(fields.required("target", NAME), attempt, exit, text);
    }

    private Future<JsonObject> begin(RoutingContext context) {
        Fields fields = Fields.ofChange(context, FIELDS);
        String pool = fields.text("pool", NAME);
        Roll.Kind kind = pool == null ? Roll.Kind.NODES : Roll.Kind.SERVERS;
        mayNodes(context, kind);
        Terms terms = terms(fields, pool == null ? Terms.NODES : Terms.SERVERS);
        List<String> asked = fields.texts("targets", MOST_TARGETS);
        String note = fields.noteOrReason("note", TEXT);
        String runner = pool == null ? "" : fields.required("runner", NAME);
        Rolling rolling = rolling();
        Future<List<String>> known = pool == null
                ? Future.succeededFuture(nodes())
                : reports.pool(pool).map(RollChanges::servers);
        String author = Access.of(context).author();
        return known.compose(all -> answered(
                context,
                () -> rolling.begin(
                        new Wanted(kind, pool == null ? "" : pool, chosen(asked, all), terms, author, note, runner))));
    }

    private static List<String> servers(PoolReport pool) {
        return pool.servers().stream().map(ServerReport::id).toList();
    }

    /** This one last, and before it those that hold addresses: so these move least. */
    private List<String> nodes() {
        Set<String> holders = new HashSet<>();
        for (Object one : new VirtualIps(node).array()) {
            holders.add(String.valueOf(((JsonObject) one).getString("holder")));
        }
        String self = node.cluster().membership().self().id();
        List<String> light = new ArrayList<>();
        List<String> heavy = new ArrayList<>();
        for (Member member : node.cluster().membership().all()) {
            if (member.id().equals(self) || !member.isIn()) {
                continue;
            }
            (holders.contains(member.id()) ? heavy : light).add(member.id());
        }
        light.addAll(heavy);
        light.add(self);
        return light;
    }

    private static List<String> chosen(List<String> asked, List<String> known) {
        for (String one : asked) {
            if (!known.contains(one)) {
                throw Refusal.of(400, "targets: " + one + " (expected: some of " + known + ")");
            }
        }
        List<String> chosen =
                asked.isEmpty() ? known : asked.stream().distinct().toList();
        if (chosen.isEmpty()) {
            throw Refusal.of(409, "targets: none (expected: at least one)");
        }
        return chosen;
    }

    private static Terms terms(Fields fields, Terms usual) {
        return new Terms(
                or(fields.integer("drainMs", 0, DAY), usual.drain()),
                or(fields.integer("workMs", 1000, DAY), usual.work()),
                or(fields.integer("healthyMs", 1000, DAY), usual.healthy()),
                or(fields.integer("watchMs", 0, DAY), usual.watch()),
                or(fields.integer("mostErrors", 0, 100), usual.mostErrors()),
                or(fields.integer("serving", 0, MOST_TARGETS), usual.serving()));
    }

    private static int or(@Nullable Integer value, int usual) {
        return Math.toIntExact(or(value, (long) usual));
    }

    private static long or(@Nullable Integer value, long usual) {
        return value == null ? usual : value;
    }

    private Future<JsonObject> answered(RoutingContext context, Supplier<CompletableFuture<Roll>> change) {
        Context loop = context.vertx().getOrCreateContext();
        Roll before = RollJson.latest(node);
        return Future.fromCompletionStage(change.get(), loop)
                .map(after -> {
                    Audit.note(context, RollJson.words(before), RollJson.words(after));
                    return RollJson.of(after);
                })
                .recover(failure -> Future.failedFuture(refusal(failure)));
    }

    static Throwable refusal(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return switch (cause) {
            case IllegalStateException refused -> Refusal.of(409, String.valueOf(refused.getMessage()));
            case UndecidedException undecided -> Refusal.of(503, String.valueOf(undecided.getMessage()));
            default -> cause;
        };
    }
}
