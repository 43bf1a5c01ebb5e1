package dev.skein.cli;

import static dev.skein.cli.Numbers.number;
import static dev.skein.cli.Numbers.objects;
import static dev.skein.cli.Numbers.text;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code skein sessions}: which server clients stay with. */
@Command(
        name = "sessions",
        description = "Shows how many sessions each server has, or where one goes and why.",
        footer = {"", "For example: skein sessions shop --value 5f1d2c3a"})
final class SessionsCommand extends AdminCommand {
    @Parameters(arity = "0..1", paramLabel = "POOL", description = "Whose (default: all that have affinity).")
    private String pool = "";

    @Option(
            names = "--value",
            paramLabel = "VALUE",
            description = "Looks this one up: the value of the cookie or%nfield, or the client's address.")
    private String value = "";

    @Option(names = "--unbind", description = "Takes it off its server, on all nodes.")
    private boolean unbind;

    SessionsCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        if (value.isEmpty() && !unbind) {
            print(options.client(console).get("/api/v1/sessions"));
            return ExitCode.OK;
        }
        if (pool.isEmpty() || value.isEmpty()) {
            throw new Failed(ExitCode.PROBLEMS, "sessions: POOL and --value (expected: both, for one session)");
        }
        AdminClient client = options.client(console);
        JsonObject body = new JsonObject().put("value", value);
        JsonObject answer = unbind
                ? client.post("/api/v1/pools/" + AdminClient.segment(pool) + "/sessions/unbind", body)
                : client.post("/api/v1/sessions/find", body.put("pool", pool));
        console.out().println(options.json ? answer.encodePrettily() : words(answer));
        return ExitCode.OK;
    }

    private String words(JsonObject answer) {
        if (unbind) {
            return "was on " + text(answer, "from") + ", goes to " + text(answer, "to") + " now";
        }
        String server = text(answer, "server");
        return (server.isEmpty() ? "no server" : server) + ": " + text(answer, "why");
    }

    private void print(JsonObject answer) {
        if (options.json) {
            console.out().println(answer.encodePrettily());
            return;
        }
        for (JsonObject one : objects(answer, "pools")) {
            if (pool.isEmpty() || pool.equals(text(one, "pool"))) {
                console.out().println(text(one, "pool") + " (" + text(one, "mode") + " " + text(one, "name") + ")");
                for (JsonObject server : objects(one, "servers")) {
                    console.out().println("  " + text(server, "server") + "  " + number(server, "sessions"));
                }
            }
        }
    }
}
