package dev.skein.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What all rolls go by. */
final class RollOptions {
    @Option(
            names = "--healthy",
            paramLabel = "TIME",
            description = "To become healthy afterwards (default: 60s, of nodes 2m).")
    private String healthy = "";

    @Option(names = "--watch", paramLabel = "TIME", description = "Compare with the others for so long (default: 10s).")
    private String watch = "";

    @Option(
            names = "--errors",
            paramLabel = "PERCENT",
            description = "Of requests that may fail beyond twice the others' share%n(default: 2).")
    private @Nullable Integer errors;

    @Option(names = "--serving", paramLabel = "N", description = "How many others must serve meanwhile (default: 1).")
    private @Nullable Integer serving;

    @Option(
            names = {"--note", "--reason"},
            paramLabel = "TEXT",
            description = "What for; in the journal.")
    private String note = "";

    /** The body of a request for a roll of these targets, or of all. */
    JsonObject body(List<String> targets) {
        JsonObject body = new JsonObject();
        if (!targets.isEmpty()) {
            body.put("targets", new JsonArray(targets));
        }
        ForOption.add(body, "healthyMs", "--healthy", healthy);
        ForOption.add(body, "watchMs", "--watch", watch);
        if (errors != null) {
            body.put("mostErrors", errors);
        }
        if (serving != null) {
            body.put("serving", serving);
        }
        return note.isEmpty() ? body : body.put("note", note);
    }
}
