package dev.skein.cli;

import static dev.skein.cli.Numbers.number;
import static dev.skein.cli.Numbers.object;
import static dev.skein.cli.Numbers.objects;
import static dev.skein.cli.Numbers.text;

import io.vertx.core.json.JsonObject;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code skein servers}: every server with its state, and why. */
@Command(
        name = "servers",
        description = "Lists servers: state and reason, weight, load, failures, latency.",
        footer = {"", "For example: skein servers shop"})
final class ServersCommand extends AdminCommand {
    @Parameters(paramLabel = "POOL", arity = "0..1", description = "Only this pool (default: all).")
    private String pool = "";

    ServersCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        AdminClient client = options.client(console);
        JsonObject answer = client.get("/api/v1/pools" + (pool.isEmpty() ? "" : "/" + AdminClient.segment(pool)));
        if (options.json) {
            console.out().println(answer.encodePrettily());
        } else {
            print(pool.isEmpty() ? objects(answer, "pools") : List.of(answer), console);
            Numbers.scope(answer, console.out());
        }
        return ExitCode.OK;
    }

    private static void print(List<JsonObject> pools, Console console) {
        Table table = new Table(
                "SERVER", "STATE", ">WEIGHT", ">IN FLIGHT", ">REQ/S", ">REQUESTS", ">FAILED", ">P99 MS", "WHY");
        for (JsonObject pool : pools) {
            for (JsonObject server : objects(pool, "servers")) {
                row(table, server);
            }
        }
        table.print(console.out());
    }

    /** Adds a server as the API describes it. */
    private static void row(Table table, JsonObject server) {
        JsonObject weight = object(server, "weight");
        table.row(
                text(server, "pool") + "/" + text(server, "id"),
                text(server, "state"),
                number(weight, "effective"),
                number(server, "inFlight"),
                number(server, "requestsPerSecond"),
                number(server, "requests"),
                number(server, "failed"),
                number(object(server, "latencyMs"), "p99"),
                why(server));
    }

    /** An operator's wish comes first: it is what holds. */
    static String why(JsonObject server) {
        JsonObject admin = object(server, "admin");
        String wished = text(admin, "state");
        if (wished.isEmpty() || wished.equals("ready")) {
            return text(object(server, "health"), "reason");
        }
        String reason = text(admin, "reason");
        return "by " + text(admin, "by") + (reason.isEmpty() ? "" : ": " + reason);
    }
}
