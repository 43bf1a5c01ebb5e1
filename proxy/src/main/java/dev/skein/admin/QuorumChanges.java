package dev.skein.admin;

import dev.skein.config.ClusterSettings;
import dev.skein.lease.VoterSet;
import dev.skein.lease.register.Outcome;
import dev.skein.telemetry.EventKind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** What operators change about who decides. Confined to the admin loop. */
final class QuorumChanges {
    private static final int NAME = 64;

    private final NodeView node;

    QuorumChanges(NodeView node) {
        this.node = node;
    }

    void look(RoutingContext context) {
        Answers.json(context, 200, voters(context));
    }

    private JsonObject voters(RoutingContext context) {
        return IfMatch.tagged(context, version(), Objects.requireNonNull(QuorumJson.of(quorum())));
    }

    /** Of the voters' names: another one says that somebody changed them meanwhile. */
    private String version() {
        VoterSet voters = quorum().voters();
        return voters.epoch() + "." + voters.version();
    }

    private void refuseStale(RoutingContext context) {
        IfMatch.check(
                context,
                version(),
                () -> "voters are " + String.join(", ", quorum().voters().names()) + " now");
    }

    Future<JsonObject> add(RoutingContext context) {
        String voter = Fields.ofChange(context, Set.of("node")).required("node", NAME);
        refuseStale(context);
        return changed(context, quorum().register().addVoter(voter), voter + " added");
    }

    Future<JsonObject> remove(RoutingContext context) {
        Reason.check(context);
        refuseStale(context);
        String voter = Api.segment(context, "node");
        return changed(context, quorum().register().removeVoter(voter), voter + " removed");
    }

    private Future<JsonObject> changed(RoutingContext context, CompletableFuture<Outcome> change, String what) {
        String author = Access.of(context).author();
        Context loop = context.vertx().getOrCreateContext();
        String before = "voters " + String.join(", ", quorum().voters().names());
        return Future.fromCompletionStage(change, loop).map(outcome -> switch (outcome) {
            case Outcome.Committed committed -> {
                String after = "voters "
                        + String.join(", ", committed.document().voters().names());
                Audit.note(context, before, after);
                node.journal()
                        .add(
                                EventKind.VOTERS_CHANGED,
                                String.join(", ", committed.document().voters().names()),
                                what,
                                author);
                yield voters(context);
            }
            case Outcome.Refused refused -> throw Refusal.of(409, refused.why());
            case Outcome.NoMajority none ->
                throw Refusal.of(503, "nothing was changed: " + none.why() + ": " + state());
            case Outcome.Unknown unknown ->
                throw Refusal.of(503, "it may still come true, look again: " + unknown.why() + ": " + state());
        });
    }

    private String state() {
        Quorum quorum = quorum();
        return quorum.text() + (quorum.heard() ? "" : "; " + QuorumJson.WITHOUT);
    }

    /** The operator's word that the other voters are gone for good; typed, as the name of the cluster. */
    Future<JsonObject> force(RoutingContext context) {
        Quorum quorum = quorum();
        Fields fields = Fields.ofChange(context, Set.of("confirm"));
        refuseStale(context);
        ClusterSettings cluster = node.present().get().settings().cluster();
        String name = cluster == null ? "" : cluster.name();
        if (!fields.required("confirm", NAME).equals(name)) {
            throw fields.wrong("confirm", "the cluster's name, as a sign that the consequences are known");
        }
        if (quorum.heard()) {
            throw Refusal.of(
                    409, "quorum: " + quorum.text() + " (expected: no majority; voters are removed one by one)");
        }
        String author = Access.of(context).author();
        String before = quorum.text();
        Context loop = context.vertx().getOrCreateContext();
        return Future.fromCompletionStage(quorum.register().force(), loop).map(document -> {
            Audit.note(context, before, "alone, epoch " + document.epoch());
            node.journal()
                    .add(
                            EventKind.QUORUM_FORCED,
                            quorum.id(),
                            "alone from now on, epoch " + document.epoch() + "; before: " + before,
                            author);
            return voters(context);
        });
    }

    private Quorum quorum() {
        Quorum quorum = node.quorum().get();
        if (quorum == null) {
            throw Refusal.of(
                    409, "quorum: nothing is decided by a majority (expected: skein.cluster with voters and a secret)");
        }
        return quorum;
    }
}
