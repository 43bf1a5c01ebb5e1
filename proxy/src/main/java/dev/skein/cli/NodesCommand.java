package dev.skein.cli;

import static dev.skein.cli.Numbers.number;
import static dev.skein.cli.Numbers.object;
import static dev.skein.cli.Numbers.objects;
import static dev.skein.cli.Numbers.text;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code skein nodes}: the nodes of the cluster, as the one that is asked sees them. */
@Command(name = "nodes", description = "Lists the cluster's nodes: state and reason, role, address, version, grid.")
final class NodesCommand extends AdminCommand {
    NodesCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        JsonObject answer = options.client(console).get("/api/v1/nodes");
        if (options.json) {
            console.out().println(answer.encodePrettily());
            return ExitCode.OK;
        }
        JsonObject cluster = options.client(console).get("/api/v1/cluster");
        nodes(answer, reports(cluster));
        quorum(object(cluster, "quorum"));
        VirtualIpLines.print(answer, console.out());
        for (JsonObject missing : objects(answer, "unreached")) {
            console.out().println("! " + text(missing, "address") + ": " + text(missing, "reason"));
        }
        return ExitCode.OK;
    }

    private void nodes(JsonObject answer, Map<String, JsonObject> reports) {
        Table table = new Table(
                "NODE", "STATE", "REV", "FILE", "REQ/S", "CPU", "ROLE", "ADDRESS", "ZONE", "VERSION", "GRID", "SINCE",
                "WHY");
        for (JsonObject node : objects(answer, "nodes")) {
            JsonObject report = reports.getOrDefault(text(node, "id"), new JsonObject());
            boolean self = Boolean.TRUE.equals(node.getBoolean("self"));
            table.row(
                    text(node, "id") + (self ? " (asked)" : ""),
                    text(node, "state"),
                    text(node, "revision") + (Boolean.TRUE.equals(node.getBoolean("behind")) ? " behind" : ""),
                    text(node, "file"),
                    number(report, "requestsPerSecond"),
                    cpu(report),
                    text(node, "role"),
                    text(node, "address"),
                    text(node, "zone"),
                    text(node, "version"),
                    text(node, "grid"),
                    text(node, "since"),
                    text(node, "reason"));
        }
        table.print(console.out());
    }

    /** What the nodes said of themselves, by id. */
    private static Map<String, JsonObject> reports(JsonObject cluster) {
        Map<String, JsonObject> reports = new HashMap<>();
        objects(cluster, "nodes").forEach(report -> reports.put(text(report, "id"), report));
        return reports;
    }

    private void quorum(JsonObject quorum) {
        if (quorum.isEmpty()) {
            return;
        }
        for (JsonObject role : objects(quorum, "roles")) {
            String holder = text(role, "holder");
            console.out()
                    .println(text(role, "role") + ": "
                            + (holder.isEmpty() ? "nobody" : holder + ", term " + text(role, "term")));
        }
        console.out().println(text(quorum, "text"));
        if (quorum.getString("without") != null) {
            console.out().println("! " + text(quorum, "without"));
        }
    }

    private static String cpu(JsonObject report) {
        Number cpu = report.getNumber("cpu");
        return cpu == null ? "" : Math.round(cpu.doubleValue() * 100) + " %";
    }
}
