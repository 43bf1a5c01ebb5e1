package dev.skein.admin;

import dev.skein.config.AdminSettings.Role;
import dev.skein.drill.Cron;
import dev.skein.drill.Drilling;
import dev.skein.drill.Kind;
import dev.skein.drill.Schedule;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Drills that come again and again, as operators want them. Confined to the admin loop. */
final class DrillSchedules {
    private static final String PATH = "/api/v1/drills/schedules/:name";

    private final NodeView node;

    DrillSchedules(NodeView node) {
        this.node = node;
    }

    void mount(Router router, Access access) {
        router.put(PATH)
                .handler(access.needs(Role.OPERATOR, this::poolToPut))
                .handler(context -> Answers.later(context, put(context)));
        router.delete(PATH)
                .handler(access.needs(Role.OPERATOR, context -> pool(found(context))))
                .handler(context -> Answers.later(context, remove(context)));
    }

    /** Null as well where one of another pool would be replaced. */
    private @Nullable String poolToPut(RoutingContext context) {
        String pool = DrillChanges.pool(context);
        Schedule before = found(context);
        return before == null || Objects.equals(pool, pool(before)) ? pool : null;
    }

    private @Nullable Schedule found(RoutingContext context) {
        return find(DrillChanges.drilling(node), Api.segment(context, "name"));
    }

    private static @Nullable String pool(@Nullable Schedule schedule) {
        return schedule == null ? null : DrillChanges.pool(schedule.kind(), schedule.target());
    }

    private Future<JsonObject> put(RoutingContext context) {
        Fields fields = Fields.ofChange(context, Set.of("cron", "kind", "target", "to", "url", "forMs"));
        Kind kind = DrillChanges.kind(fields);
        DrillChanges.mayNodes(context, kind);
        Schedule wanted = new Schedule(
                Api.segment(context, "name"),
                Cron.parse(fields.required("cron", DrillChanges.NAME)).toString(),
                kind,
                fields.required("target", DrillChanges.NAME),
                Objects.requireNonNullElse(fields.text("to", DrillChanges.NAME), ""),
                DrillChanges.url(fields),
                DrillChanges.forMillis(fields),
                Access.of(context).author(),
                0);
        Drilling drilling = DrillChanges.drilling(node);
        Schedule before = find(drilling, wanted.name());
        Audit.note(context, words(before), words(wanted));
        refuseStale(context, before);
        Context loop = context.vertx().getOrCreateContext();
        return Future.fromCompletionStage(drilling.put(wanted), loop)
                .map(now -> IfMatch.tagged(context, DrillJson.version(now), DrillJson.of(now)))
                .recover(failure -> Future.failedFuture(RollChanges.refusal(failure)));
    }

    private Future<JsonObject> remove(RoutingContext context) {
        Reason.check(context);
        String name = Api.segment(context, "name");
        Drilling drilling = DrillChanges.drilling(node);
        Schedule before = find(drilling, name);
        if (before != null) {
            DrillChanges.mayNodes(context, before.kind());
        }
        Audit.note(context, words(before), words(null));
        refuseStale(context, before);
        Context loop = context.vertx().getOrCreateContext();
        return Future.fromCompletionStage(drilling.remove(name), loop)
                .map(_ -> new JsonObject().put("removed", name))
                .recover(failure -> Future.failedFuture(RollChanges.refusal(failure)));
    }

    private static void refuseStale(RoutingContext context, @Nullable Schedule before) {
        IfMatch.check(
                context, before == null ? null : DrillJson.version(before), () -> "it is " + words(before) + " now");
    }

    private static @Nullable Schedule find(Drilling drilling, String name) {
        return drilling.schedules().stream()
                .filter(schedule -> schedule.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static String words(@Nullable Schedule schedule) {
        return schedule == null
                ? "no schedule"
                : schedule.kind().code() + " " + schedule.target()
                        + (schedule.to().isEmpty() ? "" : " to " + schedule.to())
                        + " at " + schedule.cron() + " for " + schedule.forMillis() / 1000 + " s";
    }
}
