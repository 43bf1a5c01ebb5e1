package dev.skein.admin;

import dev.skein.config.Effective;
import dev.skein.config.Place;
import dev.skein.revision.Configurations;
import dev.skein.revision.Head;
import dev.skein.revision.Result;
import dev.skein.revision.Revision;
import dev.skein.revision.Trial;
import dev.skein.revision.Wanted;
import dev.skein.revision.Which;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What operators ask and want of the cluster's configuration. Confined to the admin loop. */
final class ConfigurationChanges {
    /** A request with the files of a configuration may be this large. */
    static final int MOST_BODY_BYTES = 8 << 20;

    private static final int NAME = 64;
    private static final int NOTE = 500;
    private static final int LEAST_WATCH_MS = 1000;
    private static final int MOST_WATCH_MS = 24 * 3600 * 1000;

    private final NodeView node;

    ConfigurationChanges(NodeView node) {
        this.node = node;
    }

    void look(RoutingContext context) {
        JsonObject view = ConfigurationJson.of(door().view().get());
        Answers.json(context, 200, IfMatch.tagged(context, version(), view));
    }

    /** Of what rules and what is tried: another one says that somebody decided something meanwhile. */
    private String version() {
        Head head = door().view().get().head();
        Trial trial = head.trial();
        return head.number() + (trial == null ? "" : "." + trial.revision().number());
    }

    private void refuseStale(RoutingContext context) {
        IfMatch.check(context, version(), () -> ruling() + " now");
    }

    JsonObject history() {
        return ConfigurationJson.history(door().view().get().head());
    }

    /** Key by key, of the asked node, on a thread that may read the disk. */
    Future<JsonObject> effective(RoutingContext context) {
        CompletableFuture<JsonObject> read = CompletableFuture.supplyAsync(this::effective);
        return Future.fromCompletionStage(read, context.vertx().getOrCreateContext());
    }

    private JsonObject effective() {
        JsonArray settings = new JsonArray();
        for (Effective one : node.effective().get()) {
            Place place = one.place();
            settings.add(new JsonObject()
                    .put("key", one.key())
                    .put("value", one.value())
                    .put("place", place == null ? Texts.orNull(one.source()) : place.toString())
                    .put("default", place == null && one.source().isEmpty()));
        }
        return new JsonObject()
                .put("scope", node.cluster().membership().self().id())
                .put("settings", settings);
    }

    /** By default, what rules beside the file of the node that is asked. */
    Future<JsonObject> diff(RoutingContext context) {
        Configurations door = door();
        long current = door.view().get().head().number();
        Which from = Meant.asked(context, "from", current == 0 ? Which.ownFile() : Which.revision(current));
        Which to = Meant.asked(context, "to", Which.ownFile());
        return later(context, door.compare().apply(from, to)).map(ConfigurationJson::compared);
    }

    Future<JsonObject> check(RoutingContext context) {
        Configurations door = door();
        Which which = Meant.of(Fields.of(context, Set.of("files", "label", "revision")));
        return later(context, door.check().apply(which))
                .compose(checked -> later(context, door.differences().apply(which))
                        .map(differences -> ConfigurationJson.checked(checked, differences)
                                .put("expected", door.view().get().head().number())));
    }

    Future<JsonObject> apply(RoutingContext context) {
        Fields fields =
                Fields.ofChange(context, Set.of("files", "label", "revision", "note", "expected", "canary", "watchMs"));
        refuseStale(context);
        String canary = fields.text("canary", NAME);
        Integer watch = fields.integer("watchMs", LEAST_WATCH_MS, MOST_WATCH_MS);
        if ((canary == null) != (watch == null)) {
            throw fields.wrong("canary", "with watchMs, how long the node tries it; or neither");
        }
        return commit(context, Meant.of(fields), fields, canary);
    }

    /** To the revision before the one that rules, unless another is named. While one is tried, that is what ends. */
    Future<JsonObject> rollback(RoutingContext context) {
        Fields fields = Fields.ofChange(context, Set.of("revision", "note", "expected"));
        refuseStale(context);
        Configurations door = door();
        Head head = door.view().get().head();
        if (head.trial() != null && !fields.has("revision")) {
            return done(context, door.endTrial().apply(decision(context, fields, null)));
        }
        Integer asked = fields.integer("revision", 1, Integer.MAX_VALUE);
        if (asked == null && head.history().size() < 2) {
            throw Refusal.of(409, "revision: none before " + head.number() + " (expected: one to go back to)");
        }
        long to = asked == null ? head.history().get(1).number() : asked;
        Revision known = head.find(to);
        if (known == null) {
            throw fields.wrong("revision", "one of the history, which skein revisions shows");
        }
        return commit(context, Which.revision(to), fields, null);
    }

    /** What one node tries rules on all from now on, before its time is over. */
    Future<JsonObject> promote(RoutingContext context) {
        Fields fields = Fields.ofChange(context, Set.of("revision", "note"));
        refuseStale(context);
        Integer meant = fields.integer("revision", 1, Integer.MAX_VALUE);
        return done(context, door().promoteTrial().apply(decision(context, fields, meant)));
    }

    private static Configurations.Decision decision(RoutingContext context, Fields fields, @Nullable Integer meant) {
        return new Configurations.Decision(
                Access.of(context).author(),
                fields.noteOrReason("note", NOTE),
                meant == null ? null : meant.longValue());
    }

    private Future<JsonObject> commit(RoutingContext context, Which which, Fields fields, @Nullable String canary) {
        Integer watch = canary == null ? null : fields.integer("watchMs", LEAST_WATCH_MS, MOST_WATCH_MS);
        String given = fields.noteOrReason("note", NOTE);
        Long number = which.number();
        boolean back = number != null && !fields.has("files");
        String note = given.isEmpty() && back ? "as revision " + number : given;
        Long expected = expected(context, fields);
        Wanted wanted =
                new Wanted(which, Access.of(context).author(), note, expected, canary, watch == null ? 0 : watch);
        return done(context, door().commit().apply(wanted));
    }

    /** Whoever said what they saw means that one, whoever comes in between. */
    private @Nullable Long expected(RoutingContext context, Fields fields) {
        Integer expected = fields.integer("expected", 0, Integer.MAX_VALUE);
        if (expected != null) {
            return expected.longValue();
        }
        return IfMatch.asked(context) ? door().view().get().head().number() : null;
    }

    private Future<JsonObject> done(RoutingContext context, CompletableFuture<Result> result) {
        String before = ruling();
        return later(context, result).map(outcome -> switch (outcome) {
            case Result.Committed committed -> {
                Audit.note(context, before, ruling());
                yield ConfigurationJson.committed(committed);
            }
            case Result.Refused refused ->
                throw Refusal.of(409, "nothing was changed: " + String.join("\n", refused.why()));
            case Result.NoMajority none -> throw Refusal.of(503, none.why() + ": " + state());
        });
    }

    private String ruling() {
        Head head = door().view().get().head();
        Trial trial = head.trial();
        return "revision " + head.number()
                + (trial == null ? "" : ", revision " + trial.revision().number() + " tried by " + trial.node());
    }

    private String state() {
        Quorum quorum = node.quorum().get();
        if (quorum == null) {
            return "no majority";
        }
        return quorum.text() + (quorum.heard() ? "" : "; " + QuorumJson.WITHOUT);
    }

    private static <T> Future<T> later(RoutingContext context, CompletableFuture<T> stage) {
        CompletableFuture<T> plain = stage.handle((value, failure) -> {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (cause instanceof IllegalArgumentException refused) {
                throw Refusal.of(409, String.valueOf(refused.getMessage()));
            }
            if (cause != null) {
                throw new CompletionException(cause);
            }
            return value;
        });
        return Future.fromCompletionStage(plain, context.vertx().getOrCreateContext());
    }

    private Configurations door() {
        Configurations door = node.configurations().get();
        if (door == null) {
            throw Refusal.of(
                    409,
                    "configuration: this node follows its file (expected: skein.cluster with voters and a secret, so"
                            + " that a majority can commit revisions)");
        }
        return door;
    }
}
