package dev.skein.cli;

import static dev.skein.cli.Numbers.number;
import static dev.skein.cli.Numbers.objects;
import static dev.skein.cli.Numbers.text;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
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
        Map<String, JsonObject> reports = reports();
        Table table = new Table("NODE", "STATE", "REQ/S", "CPU", "ROLE", "ADDRESS", "ZONE", "VERSION", "SINCE", "WHY");
        for (JsonObject node : objects(answer, "nodes")) {
            JsonObject report = reports.getOrDefault(text(node, "id"), new JsonObject());
            boolean self = Boolean.TRUE.equals(node.getBoolean("self"));
            table.row(
                    text(node, "id") + (self ? " (asked)" : ""),
                    text(node, "state"),
                    number(report, "requestsPerSecond"),
                    cpu(report),
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

    /** What the nodes said of themselves, by id. */
    private Map<String, JsonObject> reports() {
        Map<String, JsonObject> reports = new HashMap<>();
        objects(options.client(console).get("/api/v1/cluster"), "nodes")
                .forEach(report -> reports.put(text(report, "id"), report));
        return reports;
    }

    private static String cpu(JsonObject report) {
        Number cpu = report.getNumber("cpu");
        return cpu == null ? "" : Math.round(cpu.doubleValue() * 100) + " %";
    }
}
