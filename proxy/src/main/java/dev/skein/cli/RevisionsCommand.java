package dev.skein.cli;

import static dev.skein.cli.Numbers.objects;
import static dev.skein.cli.Numbers.text;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;

/** {@code skein revisions}: what ruled the cluster, newest first. */
@Command(
        name = "revisions",
        aliases = "history",
        description = "Lists the last 20 configurations of the cluster: number, time, author, note.")
final class RevisionsCommand extends AdminCommand {
    private static final int SHOWN = 8;

    RevisionsCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        JsonObject answer = options.client(console).get("/api/v1/config/revisions");
        if (options.json) {
            console.out().println(answer.encodePrettily());
            return ExitCode.OK;
        }
        Table table = new Table(">REV", "ID", "AT", "AUTHOR", "NOTE");
        for (JsonObject one : objects(answer, "revisions")) {
            String id = text(one, "id");
            table.row(
                    text(one, "number"),
                    id.substring(0, Math.min(SHOWN, id.length())),
                    text(one, "at"),
                    text(one, "author"),
                    text(one, "note"));
        }
        table.print(console.out());
        return ExitCode.OK;
    }
}
