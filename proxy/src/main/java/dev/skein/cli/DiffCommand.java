package dev.skein.cli;

import static dev.skein.cli.Numbers.text;
import static dev.skein.cli.Numbers.texts;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code skein diff}: what differs between two configurations, by key and by line. */
@Command(
        name = "diff",
        description = "Shows what differs between what rules and the file of the asked node, or between revisions.",
        footer = {
            "",
            "skein diff      what rules, and the file of the node that is asked",
            "skein diff 7    revision 7, and what rules",
            "skein diff 5 7  revisions 5 and 7"
        })
final class DiffCommand extends AdminCommand {
    @Parameters(index = "0", arity = "0..1", paramLabel = "REV", description = "Number of a revision.")
    private @Nullable Integer from;

    @Parameters(index = "1", arity = "0..1", paramLabel = "REV", description = "Number of another one.")
    private @Nullable Integer to;

    DiffCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        AdminClient client = options.client(console).patient();
        JsonObject answer = client.get("/api/v1/config/diff" + query(client));
        if (options.json) {
            console.out().println(answer.encodePrettily());
            return ExitCode.OK;
        }
        texts(answer, "problems").forEach(line -> console.err().println(line));
        texts(answer, "differences").forEach(line -> console.out().println(line));
        String text = text(answer, "text");
        console.out().print(text);
        console.out().flush();
        if (text.isEmpty()) {
            console.out().println("no difference between " + text(answer, "from") + " and " + text(answer, "to"));
        }
        return ExitCode.OK;
    }

    private String query(AdminClient client) {
        if (from == null) {
            return "";
        }
        if (to != null) {
            return "?from=" + from + "&to=" + to;
        }
        JsonObject rules = client.get("/api/v1/config").getJsonObject("revision");
        return "?from=" + from + (rules == null ? "" : "&to=" + text(rules, "number"));
    }
}
