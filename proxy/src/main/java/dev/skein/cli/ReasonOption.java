package dev.skein.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Option;

/** Why a change is wanted. */
final class ReasonOption {
    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; in the journal.")
    private String reason = "";

    /** Adds it to the body of a change, where it was given. */
    JsonObject to(JsonObject body) {
        return reason.isEmpty() ? body : body.put("reason", reason);
    }

    /** The path of a change that has no body, with it as a query where it was given. */
    String to(String path) {
        return reason.isEmpty() ? path : path + "?reason=" + AdminClient.segment(reason);
    }
}
