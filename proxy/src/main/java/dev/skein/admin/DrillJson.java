package dev.skein.admin;

import dev.skein.drill.Drill;
import dev.skein.drill.Drilling;
import dev.skein.drill.Part;
import dev.skein.drill.Schedule;
import dev.skein.drill.Verdict;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A drill as the API shows it. */
final class DrillJson {
    private DrillJson() {}

    static JsonObject of(Drill drill) {
        boolean measured =
                drill.state() == Drill.State.DONE || drill.verdict().during().sent() > 0;
        return new JsonObject()
                .put("number", drill.number())
                .put("kind", drill.kind().code())
                .put("target", drill.target())
                .put("to", Texts.orNull(drill.wanted()))
                .put("url", Texts.orNull(drill.url()))
                .put("forced", drill.forced())
                .put("by", drill.author())
                .put("startedAt", Texts.time(drill.epochMillis()))
                .put("endedAt", drill.endedEpochMillis() == 0 ? null : Texts.time(drill.endedEpochMillis()))
                .put("forMs", drill.forMillis())
                .put("state", drill.state().code())
                .put("reason", Texts.orNull(drill.reason()))
                .put("verdict", measured ? verdict(drill.verdict()) : null);
    }

    /** The one that is open, in short; null where none is. */
    static @Nullable JsonObject open(NodeView node) {
        Drill drill = latest(node);
        return drill == null || !drill.open()
                ? null
                : new JsonObject()
                        .put("number", drill.number())
                        .put("state", drill.state().code());
    }

    /** Null where there was none yet. */
    static @Nullable Drill latest(NodeView node) {
        Drilling drilling = node.drilling().get();
        return drilling == null ? null : drilling.drills().stream().findFirst().orElse(null);
    }

    static JsonObject of(Schedule schedule) {
        long due = schedule.dueEpochMillis();
        return new JsonObject()
                .put("name", schedule.name())
                .put("cron", schedule.cron())
                .put("kind", schedule.kind().code())
                .put("target", schedule.target())
                .put("to", Texts.orNull(schedule.to()))
                .put("url", Texts.orNull(schedule.url()))
                .put("forMs", schedule.forMillis())
                .put("by", schedule.author())
                .put("next", due == Long.MAX_VALUE ? null : Texts.time(due))
                .put("version", version(schedule));
    }

    /** Of what is wanted: another one says that somebody wants something else meanwhile. */
    static String version(Schedule schedule) {
        List<Object> all = List.of(
                schedule.cron(),
                schedule.kind().code(),
                schedule.target(),
                schedule.to(),
                schedule.url(),
                schedule.forMillis(),
                schedule.author());
        return Integer.toHexString(all.hashCode());
    }

    private static JsonObject verdict(Verdict verdict) {
        return new JsonObject()
                .put("passed", verdict.faults().isEmpty())
                .put("text", verdict.text())
                .put("faults", new JsonArray(verdict.faults()))
                .put("before", part(verdict.before()))
                .put("during", part(verdict.during()))
                .put("after", part(verdict.after()))
                .put("clientsFailed", verdict.clients());
    }

    private static JsonObject part(Part part) {
        return new JsonObject()
                .put("sent", part.sent())
                .put("failed", part.failed())
                .put("longestGapMs", part.gapMillis())
                .put("p99Ms", part.sent() == part.failed() ? null : part.p99Micros() / 1e3);
    }
}
