package dev.skein.admin;

import dev.skein.roll.Roll;
import dev.skein.roll.Rolling;
import dev.skein.roll.Step;
import dev.skein.roll.Terms;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** A roll as the API shows it. */
final class RollJson {
    private RollJson() {}

    static JsonObject of(Roll roll) {
        JsonArray steps = new JsonArray();
        roll.steps().forEach(step -> steps.add(of(step)));
        Step current = roll.current();
        Terms terms = roll.terms();
        return new JsonObject()
                .put("number", roll.number())
                .put("kind", Texts.word(roll.kind()))
                .put("pool", Texts.orNull(roll.pool()))
                .put("by", roll.author())
                .put("note", Texts.orNull(roll.note()))
                .put("startedAt", Texts.time(roll.epochMillis()))
                .put("endedAt", roll.endedEpochMillis() == 0 ? null : Texts.time(roll.endedEpochMillis()))
                .put("state", roll.state().code())
                .put("reason", Texts.orNull(roll.reason()))
                .put("done", roll.done())
                .put("current", current == null || !roll.open() ? null : current.target())
                .put("drainMs", terms.drain())
                .put("workMs", terms.work())
                .put("healthyMs", terms.healthy())
                .put("watchMs", terms.watch())
                .put("mostErrors", terms.mostErrors())
                .put("serving", terms.serving())
                .put("steps", steps);
    }

    /** The one that is open, in short; null where none is. */
    static @Nullable JsonObject open(NodeView node) {
        Roll roll = latest(node);
        return roll == null || !roll.open()
                ? null
                : new JsonObject()
                        .put("number", roll.number())
                        .put("state", roll.state().code());
    }

    /** Null where nothing was rolled yet. */
    static @Nullable Roll latest(NodeView node) {
        Rolling rolling = node.rolling().get();
        return rolling == null ? null : rolling.rolls().stream().findFirst().orElse(null);
    }

    /** As the audit log names it. */
    static String words(@Nullable Roll roll) {
        return roll == null
                ? "no roll"
                : roll.name() + " " + roll.state().code() + ", " + roll.done() + " of "
                        + roll.steps().size() + " done" + words(roll.current());
    }

    private static String words(@Nullable Step step) {
        return step == null || step.exit() == Step.NONE ? "" : ", " + step.target() + " exit " + step.exit();
    }

    private static JsonObject of(Step step) {
        return new JsonObject()
                .put("target", step.target())
                .put("phase", step.phase().code())
                .put("since", step.epochMillis() == 0 ? null : Texts.time(step.epochMillis()))
                .put("attempt", step.attempt())
                .put("exit", step.exit() == Step.NONE ? null : step.exit())
                .put("text", Texts.orNull(step.text()));
    }
}
