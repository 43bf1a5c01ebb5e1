package dev.skein.cli;

import static dev.skein.cli.Numbers.objects;
import static dev.skein.cli.Numbers.text;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code skein nodes}: the nodes of the cluster, as the one that is asked sees them. */
@Command(name = "nodes", description = "Lists the cluster's nodes: state and reason, role, address, version.")
final class NodesCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private AdminOptions options = new AdminOptions();

    NodesCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        JsonObject answer = options.client(console).get("/api/v1/nodes");
        if (options.json) {
            console.out().println(answer.encodePrettily());
            return ExitCode.OK;
        }
        Table table = new Table("NODE", "STATE", "ROLE", "ADDRESS", "ZONE", "VERSION", "SINCE", "WHY");
        for (JsonObject node : objects(answer, "nodes")) {
            boolean self = Boolean.TRUE.equals(node.getBoolean("self"));
            table.row(
                    text(node, "id") + (self ? " (asked)" : ""),
                    text(node, "state"),
                    text(node, "role"),
                    text(node, "address"),
                    text(node, "zone"),
                    text(node, "version"),
                    text(node, "since"),
                    text(node, "reason"));
        }
        table.print(console.out());
        for (JsonObject missing : objects(answer, "unreached")) {
            console.out().println("! " + text(missing, "address") + ": " + text(missing, "reason"));
        }
        return ExitCode.OK;
    }
}
