package dev.skein.cli;

import static dev.skein.cli.Numbers.objects;
import static dev.skein.cli.Numbers.text;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code skein explain}: where a request would go, and why. */
@Command(
        name = "explain",
        description = "Says which route a request would take and why not an earlier one, which server and why.",
        footer = {
            "",
            "Nothing is sent to any server. For example:",
            "skein explain -X POST -H 'Cookie: beta=1' http://shop.example.com/cart"
        })
final class ExplainCommand extends AdminCommand {
    @Parameters(paramLabel = "URL", description = "For example http://shop.example.com/cart?x=1")
    private String url = "";

    @Option(
            names = {"-X", "--method"},
            paramLabel = "METHOD",
            description = "Default: ${DEFAULT-VALUE}.")
    private String method = "GET";

    @Option(
            names = {"-H", "--header"},
            paramLabel = "NAME: VALUE",
            description = "A field of the request; may be repeated.")
    private List<String> headers = new ArrayList<>();

    @Option(names = "--client", paramLabel = "ADDRESS", description = "Address of the client (default: ours).")
    private @Nullable String client;

    ExplainCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        JsonObject question =
                new JsonObject().put("method", method).put("url", url).put("headers", fields());
        if (client != null) {
            question.put("client", client);
        }
        JsonObject answer = options.client(console).post("/api/v1/explain", question);
        if (options.json) {
            console.out().println(answer.encodePrettily());
        } else {
            print(answer, console.out());
        }
        return ExitCode.OK;
    }

    private JsonObject fields() {
        JsonObject fields = new JsonObject();
        for (String header : headers) {
            int colon = header.indexOf(':');
            if (colon < 1) {
                throw new Failed(ExitCode.PROBLEMS, "--header: " + header + " (expected: NAME: VALUE)");
            }
            String name = header.substring(0, colon).strip();
            JsonArray values = fields.getJsonArray(name, new JsonArray());
            fields.put(name, values.add(header.substring(colon + 1).strip()));
        }
        return fields;
    }

    private static void print(JsonObject answer, PrintWriter out) {
        for (JsonObject route : objects(answer, "considered")) {
            boolean matched = Boolean.TRUE.equals(route.getBoolean("matched"));
            out.printf("route %s %s: %s%n", text(route, "route"), matched ? "matches" : "no", text(route, "why"));
        }
        String route = text(answer, "route");
        out.println(route.isEmpty() ? "→ no route matches: 404" : "→ " + text(answer, "action"));
        for (JsonObject candidate : objects(answer, "candidates")) {
            boolean eligible = Boolean.TRUE.equals(candidate.getBoolean("eligible"));
            out.printf(
                    "server %s %s: %s%n", text(candidate, "server"), eligible ? "may" : "no", text(candidate, "why"));
        }
        if (!text(answer, "server").isEmpty()) {
            out.println("→ server " + text(answer, "server") + ": " + text(answer, "why"));
        } else if (!text(answer, "pool").isEmpty()) {
            out.println("→ no server of pool " + text(answer, "pool") + " may get it: 503");
        }
    }
}
