package dev.skein.cli;

import static dev.skein.cli.Numbers.number;
import static dev.skein.cli.Numbers.text;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code skein drain}, {@code ready} and {@code maintenance}: what an operator wishes for servers. */
abstract class AdminStateCommand extends AdminCommand {
    private final String state;

    @Parameters(
            paramLabel = "SERVER",
            arity = "1..*",
            description = "POOL/SERVER, POOL/* for all of a pool, or SERVER where only one pool has it.")
    private List<String> servers = new ArrayList<>();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; shown beside the server and in the journal.")
    private String reason = "";

    @Mixin
    private ForOption until = new ForOption();

    private AdminStateCommand(String state, Console console) {
        super(console);
        this.state = state;
    }

    /** {@code skein drain}. */
    @Command(
            name = "drain",
            description = "Servers keep their bound sessions and open exchanges, and get no new sessions.",
            footer = {"", "For example: skein drain shop/10.0.2.11:8080 --reason \"kernel update\""})
    static final class Drain extends AdminStateCommand {
        Drain(Console console) {
            super("drain", console);
        }
    }

    /** {@code skein ready}. */
    @Command(name = "ready", description = "Servers take traffic again, as their health allows.")
    static final class Ready extends AdminStateCommand {
        Ready(Console console) {
            super("ready", console);
        }
    }

    /** {@code skein maintenance}. */
    @Command(name = "maintenance", description = "Servers get nothing, not even bound sessions, and are not checked.")
    static final class Maintenance extends AdminStateCommand {
        Maintenance(Console console) {
            super("maintenance", console);
        }
    }

    @Override
    public Integer call() {
        AdminClient client = options.client(console);
        JsonObject body = new JsonObject().put("state", state).put("reason", reason.isEmpty() ? null : reason);
        until.addTo(body);
        JsonArray answers = new JsonArray();
        // All names are looked up before the first change: a misspelt one changes nothing.
        for (JsonObject server : new ServerNames(client.get("/api/v1/pools")).all(servers)) {
            JsonObject changed = client.put(ServerNames.path(server) + "/admin-state", body);
            answers.add(changed);
            if (!options.json) {
                console.out()
                        .printf(
                                "%s: %s, %s in flight%n",
                                ServerNames.name(changed), text(changed, "state"), number(changed, "inFlight"));
            }
        }
        if (options.json) {
            console.out().println(answers.encodePrettily());
        }
        return ExitCode.OK;
    }
}
