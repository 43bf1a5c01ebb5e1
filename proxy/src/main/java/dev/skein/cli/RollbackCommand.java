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
        return committed(options.client(console).patient().post("/api/v1/config/rollback", body), options, console);
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
