package dev.skein.cli;

import static dev.skein.cli.Numbers.number;
import static dev.skein.cli.Numbers.objects;
import static dev.skein.cli.Numbers.text;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code skein sessions}: which server clients stay with. */
@Command(
        name = "sessions",
        description = "Shows how many sessions each server has, or where one goes and why.",
        footer = {
            "",
            "One whose requests came by several nodes is counted by each: then both bounds are shown.",
            "For example: skein sessions shop --value 5f1d2c3a",
            "             skein sessions shop --server s1 --unbind --reason 'memory leak'"
        })
final class SessionsCommand extends AdminCommand {
    @Parameters(arity = "0..1", paramLabel = "POOL", description = "Whose (default: all that have affinity).")
    private String pool = "";

    @Option(
            names = "--value",
            paramLabel = "VALUE",
            description = "Looks this one up: the value of the cookie or%nfield, or the client's address.")
    private String value = "";

    @Option(names = "--server", paramLabel = "SERVER", description = "With --unbind: all sessions of this one.")
    private String server = "";

    @Option(names = "--unbind", description = "Takes it off its server, on all nodes.")
    private boolean unbind;

    @Mixin
    private ReasonOption reason = new ReasonOption();

    SessionsCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        if (!server.isEmpty()) {
            return all();
        }
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
                ? client.post("/api/v1/pools/" + AdminClient.segment(pool) + "/sessions/unbind", reason.to(body))
                : client.post("/api/v1/sessions/find", body.put("pool", pool));
        console.out().println(options.json ? answer.encodePrettily() : words(answer));
        return ExitCode.OK;
    }

    private int all() {
        if (pool.isEmpty() || !value.isEmpty() || !unbind) {
            throw new Failed(
                    ExitCode.PROBLEMS, "sessions: --server (expected: with POOL and --unbind, without --value)");
        }
        JsonObject body = reason.to(new JsonObject());
        JsonObject answer = options.client(console)
                .post(
                        "/api/v1/pools/" + AdminClient.segment(pool) + "/servers/" + AdminClient.segment(server)
                                + "/unbind-sessions",
                        body);
        console.out()
                .println(
                        options.json
                                ? answer.encodePrettily()
                                : "all sessions leave " + server + " with their next request; "
                                        + number(answer, "unboundHere")
                                        + " were remembered by the node that was asked");
        return ExitCode.OK;
    }

    private String words(JsonObject answer) {
        if (unbind) {
            return "was on " + text(answer, "from") + ", goes to " + text(answer, "to") + " now";
        }
        String server = text(answer, "server");
        return (server.isEmpty() ? "no server" : server) + ": " + text(answer, "why");
    }

    private static String sessions(JsonObject server) {
        String most = number(server, "sessions");
        String least = number(server, "atLeast");
        return most.equals(least) ? most : least + " to " + most;
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
                    console.out().println("  " + text(server, "server") + "  " + sessions(server));
                }
            }
        }
    }
}
