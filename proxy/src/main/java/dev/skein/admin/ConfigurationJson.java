package dev.skein.admin;

import dev.skein.revision.CanaryWatch;
import dev.skein.revision.Checked;
import dev.skein.revision.Compared;
import dev.skein.revision.Configurations;
import dev.skein.revision.Head;
import dev.skein.revision.NodeState;
import dev.skein.revision.OwnFile;
import dev.skein.revision.Replayed;
import dev.skein.revision.Result;
import dev.skein.revision.Revision;
import dev.skein.revision.Trial;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The cluster's configuration: what rules, what every node runs, what its file asks for, and what was before. */
final class ConfigurationJson {
    private ConfigurationJson() {}

    static JsonObject of(Configurations.View view) {
        Head head = view.head();
        NodeState own = view.states().get(view.self());
        return new JsonObject()
                .put("revision", revision(head.current()))
                .put("trial", trial(head.trial(), view.tried()))
                .put("commit", view.whenEqual() ? "when-equal" : "on-apply")
                .put("file", own == null ? null : file(own).put("problems", new JsonArray(view.problems())))
                .put("nodes", nodes(view))
                .put("text", text(view));
    }

    static JsonObject history(Head head) {
        JsonArray revisions = new JsonArray();
        head.history().forEach(known -> revisions.add(revision(known)));
        return new JsonObject().put("revisions", revisions);
    }

    static @Nullable JsonObject revision(@Nullable Revision revision) {
        return revision == null
                ? null
                : new JsonObject()
                        .put("number", revision.number())
                        .put("id", revision.id())
                        .put("author", revision.author())
                        .put("at", Texts.time(revision.epochMillis()))
                        .put("note", Texts.orNull(revision.note()));
    }

    private static @Nullable JsonObject trial(@Nullable Trial trial, Configurations.@Nullable Tried tried) {
        return trial == null
                ? null
                : new JsonObject()
                        .put("revision", revision(trial.revision()))
                        .put("node", trial.node())
                        .put("watchMs", trial.watchMillis())
                        .put("endsAt", Texts.time(trial.endEpochMillis()))
                        .put("figures", tried == null ? null : figures(tried.canary()))
                        .put("others", tried == null ? null : figures(tried.others()));
    }

    private static @Nullable JsonObject figures(CanaryWatch.@Nullable Figures figures) {
        return figures == null
                ? null
                : new JsonObject()
                        .put("requestsPerSecond", figures.perSecond())
                        .put("failedPerSecond", figures.failedPerSecond())
                        .put("p99Ms", figures.p99Millis() > 0 ? figures.p99Millis() : null);
    }

    private static JsonObject file(NodeState state) {
        return new JsonObject()
                .put("id", Texts.orNull(state.file().id()))
                .put("standing", Texts.word(state.standing()));
    }

    private static JsonArray nodes(Configurations.View view) {
        JsonArray nodes = new JsonArray();
        for (Map.Entry<String, NodeState> entry : view.states().entrySet()) {
            NodeState state = entry.getValue();
            boolean live = view.live().contains(entry.getKey());
            nodes.add(new JsonObject()
                    .put("id", entry.getKey())
                    .put("live", live)
                    .put("revision", state.number() == 0 ? null : state.number())
                    .put("trial", state.trial())
                    .put("behind", live && behind(state, view.head()))
                    .put("file", file(state))
                    .put("trouble", Texts.orNull(state.trouble())));
        }
        return nodes;
    }

    static boolean behind(NodeState state, Head head) {
        return !state.trial() && state.number() != head.number();
    }

    /** In one sentence. */
    static String text(Configurations.View view) {
        Head head = view.head();
        Revision current = head.current();
        Trial trial = head.trial();
        List<String> candidates = view.states().entrySet().stream()
                .filter(state -> state.getValue().standing() == OwnFile.Standing.CANDIDATE)
                .map(Map.Entry::getKey)
                .toList();
        String rules = current == null
                ? "no revision was committed yet: each node follows its file"
                : "revision " + current + " by " + current.author() + " rules";
        String tried = trial == null ? "" : "; node " + trial.node() + " tries revision " + trial.revision();
        return rules
                + tried
                + (candidates.isEmpty() || current == null
                        ? ""
                        : "; the file of " + String.join(", ", candidates) + " asks for something else");
    }

    static JsonObject checked(Checked checked, Compared differences) {
        return new JsonObject()
                .put("problems", new JsonArray(checked.problems()))
                .put("warnings", new JsonArray(checked.warnings()))
                .put("differences", new JsonArray(differences.differences()))
                .put("replay", replay(checked.replayed()))
                .put("nodes", new JsonArray(checked.nodes()));
    }

    private static JsonObject replay(Replayed replayed) {
        return new JsonObject()
                .put("requests", replayed.total())
                .put("otherPool", replayed.otherPool())
                .put("notFound", replayed.notFound())
                .put("otherwise", replayed.otherwise())
                .put("text", replayed.toString())
                .put("examples", new JsonArray(replayed.examples()));
    }

    static JsonObject compared(Compared compared) {
        return new JsonObject()
                .put("from", compared.from())
                .put("to", compared.to())
                .put("differences", new JsonArray(compared.differences()))
                .put("problems", new JsonArray(compared.problems()))
                .put("text", compared.text());
    }

    static JsonObject committed(Result.Committed committed) {
        return new JsonObject()
                .put("revision", revision(committed.head().current()))
                .put("trial", trial(committed.head().trial(), null))
                .put("slow", new JsonArray(committed.slow()));
    }
}
