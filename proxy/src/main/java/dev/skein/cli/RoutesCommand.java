package dev.skein.cli;

import static dev.skein.cli.Numbers.number;
import static dev.skein.cli.Numbers.object;
import static dev.skein.cli.Numbers.objects;
import static dev.skein.cli.Numbers.text;
import static dev.skein.cli.Numbers.texts;

import io.vertx.core.json.JsonObject;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code skein routes}: every route in the order in which they are tried. */
@Command(
        name = "routes",
        description = {
            "Lists routes in the order in which they are tried: what each matches, where it goes, its",
            "traffic at the asked node."
        },
        footer = {"", "Which one a request would take, and why: skein explain URL"})
final class RoutesCommand extends AdminCommand {
    RoutesCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        JsonObject answer = options.client(console).get("/api/v1/routes");
        if (options.json) {
            console.out().println(answer.encodePrettily());
            return ExitCode.OK;
        }
        Table table = new Table("ROUTE", "STATE", ">REQ/S", ">FAILED", ">P99 MS", "TO", "MATCHES");
        for (JsonObject route : objects(answer, "routes")) {
            List<String> matches = texts(route, "match");
            table.row(
                    text(route, "name"),
                    text(route, "state"),
                    number(route, "requestsPerSecond"),
                    number(route, "failed"),
                    number(object(route, "latencyMs"), "p99"),
                    text(object(route, "action"), "text"),
                    matches.isEmpty() ? "everything" : String.join(", ", matches));
        }
        table.print(console.out());
        Numbers.scope(answer, console.out());
        return ExitCode.OK;
    }
}
