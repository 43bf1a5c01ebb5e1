package dev.skein.cli;

import static dev.skein.cli.Numbers.object;
import static dev.skein.cli.Numbers.text;
import static dev.skein.cli.Numbers.texts;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code skein rollback}: back to an earlier configuration. */
@Command(
        name = "rollback",
        description = "Commits an earlier revision of the configuration again; ends a trial while one is on.",
        footer = {"", "Without REV it is the one before. 'skein revisions' lists them."})
final class RollbackCommand extends AdminCommand {
    @Parameters(arity = "0..1", paramLabel = "REV", description = "Number of the revision.")
    private @Nullable Integer revision;

    @Option(
            names = {"--note", "--reason"},
            paramLabel = "TEXT",
            description = "Why, for the history.")
    private @Nullable String note;

    @Option(names = "--trial", description = "Only ends a trial: rolls nothing back when that is over already.")
    private boolean trial;

    RollbackCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        JsonObject body = new JsonObject();
        if (revision != null) {
            body.put("revision", revision);
        }
        if (note != null) {
            body.put("note", note);
        }
        if (trial && revision != null) {
            throw new Failed(ExitCode.PROBLEMS, "--trial: with REV " + revision + " (expected: alone)");
        }
        AdminClient client = options.client(console).patient();
        AdminClient.Seen seen = client.look("/api/v1/config");
        if (trial && seen.json().getJsonObject("trial") == null) {
            throw new Failed(ExitCode.PROBLEMS, "--trial: no node tries a configuration (expected: one that does)");
        }
        // As seen: of a trial that ends in between, the revision that rules would be rolled back in its place.
        return committed(client.post("/api/v1/config/rollback", body, seen), options, console);
    }

    /** Says what rules now. */
    static int committed(JsonObject answer, AdminOptions options, Console console) {
        if (options.json) {
            console.out().println(answer.encodePrettily());
            return ExitCode.OK;
        }
        JsonObject now = object(answer, "revision");
        console.out().println("revision " + text(now, "number") + " rules");
        texts(answer, "slow").forEach(node -> console.out().println("! node " + node + " does not run it yet"));
        return ExitCode.OK;
    }
}
