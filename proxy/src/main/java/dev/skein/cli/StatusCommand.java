package dev.skein.cli;

import static dev.skein.cli.Numbers.bytes;
import static dev.skein.cli.Numbers.duration;
import static dev.skein.cli.Numbers.number;
import static dev.skein.cli.Numbers.object;
import static dev.skein.cli.Numbers.objects;
import static dev.skein.cli.Numbers.text;
import static dev.skein.cli.Numbers.texts;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code skein status}: the node and its pools on one screen. */
@Command(
        name = "status",
        description = "Shows a node: state, configuration, listeners, traffic, pools, trouble.",
        footer = {"", "Lines that begin with ! are trouble: they say what to look at."})
final class StatusCommand extends AdminCommand {
    StatusCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        AdminClient client = options.client(console);
        JsonObject status = client.get("/api/v1/status");
        PrintWriter out = console.out();
        if (options.json) {
            out.println(status.encodePrettily());
            return ExitCode.OK;
        }
        node(status, out);
        traffic(status, out);
        listeners(status, out);
        pools(client.get("/api/v1/pools"), out);
        Numbers.scope(status, out);
        VirtualIpLines.print(status, out);
        for (String trouble : texts(status, "trouble")) {
            out.println("! " + trouble);
        }
        return ExitCode.OK;
    }

    private static void node(JsonObject status, PrintWriter out) {
        JsonObject node = object(status, "node");
        JsonObject transport = object(status, "transport");
        out.printf(
                "node %s: %s for %s, skein %s, Java %s, %s, %s codec, %s event loops%n",
                text(node, "id"),
                text(node, "state"),
                duration(node.getNumber("uptimeMs")),
                text(node, "version"),
                text(node, "java"),
                text(transport, "kind"),
                text(transport, "codec"),
                text(transport, "eventLoops"));
        JsonObject configuration = object(status, "configuration");
        out.printf(
                "configuration %s, revision %s of %s%n",
                text(configuration, "file"), text(configuration, "revision"), text(configuration, "loadedAt"));
        JsonObject ruled = object(configuration, "cluster");
        if (!ruled.isEmpty()) {
            out.println(text(ruled, "text"));
        }
        JsonObject refused = object(configuration, "refused");
        for (String problem : texts(refused, "problems")) {
            out.println("! refused at " + text(refused, "at") + ": " + problem);
        }
    }

    private static void traffic(JsonObject status, PrintWriter out) {
        JsonObject traffic = object(status, "traffic");
        JsonObject latency = object(traffic, "latencyMs");
        out.printf(
                "%s requests/s, %s in flight, %s in all, %s failed%s%n",
                number(traffic, "requestsPerSecond"),
                number(traffic, "inFlight"),
                number(traffic, "requests"),
                number(traffic, "failed"),
                latency.isEmpty()
                        ? ""
                        : ", p50 " + number(latency, "p50") + " ms, p99 " + number(latency, "p99") + " ms");
        JsonObject memory = object(status, "memory");
        out.printf(
                "heap %s of %s, direct %s of %s%n",
                bytes(memory.getNumber("heapUsedBytes")),
                bytes(memory.getNumber("heapMaxBytes")),
                bytes(memory.getNumber("directUsedBytes")),
                bytes(memory.getNumber("directMaxBytes")));
    }

    private static void listeners(JsonObject status, PrintWriter out) {
        Table table = new Table("LISTENER", "ADDRESS", "TLS", ">CONNECTIONS", ">ACCEPTED", ">REFUSED");
        for (JsonObject listener : objects(status, "listeners")) {
            table.row(
                    text(listener, "name"),
                    text(listener, "address"),
                    Boolean.TRUE.equals(listener.getBoolean("tls")) ? "yes" : "no",
                    number(listener, "connections"),
                    number(listener, "accepted"),
                    number(listener, "refused"));
        }
        out.println();
        table.print(out);
    }

    private static void pools(JsonObject answer, PrintWriter out) {
        Table table = new Table("POOL", "STATE", "SERVING", "BALANCE", ">REQ/S", ">IN FLIGHT", ">FAILED", ">P99 MS");
        for (JsonObject pool : objects(answer, "pools")) {
            table.row(
                    text(pool, "name"),
                    text(pool, "state"),
                    number(pool, "serving") + " of " + number(pool, "total"),
                    text(pool, "balance"),
                    number(pool, "requestsPerSecond"),
                    number(pool, "inFlight"),
                    number(pool, "failed"),
                    number(object(pool, "latencyMs"), "p99"));
        }
        out.println();
        table.print(out);
    }
}
