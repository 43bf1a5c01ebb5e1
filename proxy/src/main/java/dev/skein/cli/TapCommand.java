package dev.skein.cli;

import static dev.skein.cli.Numbers.objects;
import static dev.skein.cli.Numbers.text;
import static dev.skein.cli.Numbers.texts;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code skein tap}: requests of all nodes as they end. */
@Command(
        name = "tap",
        description = {
            "Shows requests of all nodes as they end, without secrets; at most ten minutes.",
            "What there is more of than --most is left out and counted."
        },
        footer = {"", "For example: skein tap --pool shop --status 500"})
final class TapCommand extends AdminCommand {
    @Option(names = "--route", paramLabel = "ROUTE", description = "Only of that route.")
    private String route = "";

    @Option(names = "--pool", paramLabel = "POOL", description = "Only of that pool.")
    private String pool = "";

    @Option(names = "--server", paramLabel = "SERVER", description = "Only of that server, by its id.")
    private String server = "";

    @Option(names = "--method", paramLabel = "METHOD", description = "Only with that method, as POST.")
    private String method = "";

    @Option(names = "--host", paramLabel = "HOST", description = "Only for that host.")
    private String host = "";

    @Option(names = "--path", paramLabel = "PREFIX", description = "Only where the path begins so.")
    private String path = "";

    @Option(names = "--client", paramLabel = "ADDRESS", description = "Only of that client.")
    private String client = "";

    @Option(names = "--status", paramLabel = "STATUS", description = "Only with that status or a higher one, as 500.")
    private String status = "";

    @Option(names = "--slower", paramLabel = "MS", description = "Only what took so many milliseconds or more.")
    private String slower = "";

    @Option(names = "--failed", description = "Only what did not end well.")
    private boolean failed;

    @Option(
            names = "--most",
            paramLabel = "N",
            description = "At most N lines a second of each node, 1 to 200%n(default: ${DEFAULT-VALUE}).")
    private int most = 20;

    @Option(names = "--count", paramLabel = "N", description = "Ends after N lines.")
    private int count = Integer.MAX_VALUE;

    private int shown;
    private String told = "";

    TapCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        options.client(console).events("/api/v1/tap?" + query(), this::take);
        return ExitCode.OK;
    }

    private String query() {
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("route", route);
        asked.put("pool", pool);
        asked.put("server", server);
        asked.put("method", method);
        asked.put("host", host);
        asked.put("path", path);
        asked.put("client", client);
        asked.put("status", status);
        asked.put("slower", slower);
        asked.put("end", failed ? "failed" : "");
        asked.put("most", Integer.toString(most));
        List<String> pairs = new ArrayList<>();
        asked.forEach((name, value) -> {
            if (!value.isEmpty()) {
                pairs.add(name + "=" + AdminClient.segment(value));
            }
        });
        return String.join("&", pairs);
    }

    /** One event; whether to go on. */
    private boolean take(String event, JsonObject data) {
        if (event.equals("bye")) {
            console.err().println(text(data, "reason"));
            return false;
        }
        tellWho(data);
        for (JsonObject line : objects(data, "lines")) {
            if (shown++ < count) {
                console.out().println(options.json ? line.encode() : words(line));
            }
        }
        long skipped = data.getLong("skipped", 0L);
        if (skipped > 0) {
            console.err().println("(" + skipped + " more)");
        }
        console.out().flush();
        return shown < count;
    }

    /** Only what ends on a node that is watched is found: whoever tries something out waits for its name. */
    private void tellWho(JsonObject data) {
        String silent = String.join(", ", texts(data, "silent"));
        String now = "(watching " + String.join(", ", texts(data, "watched"))
                + (silent.isEmpty() ? ")" : "; no answer from " + silent + ")");
        if (!now.equals(told)) {
            told = now;
            console.err().println(now);
            console.err().flush();
        }
    }

    private static String words(JsonObject line) {
        String query = text(line, "query");
        String to = text(line, "server").isEmpty() ? "" : " " + text(line, "pool") + "/" + text(line, "server");
        return text(line, "at") + "  " + text(line, "node") + "  " + text(line, "client") + "  " + text(line, "method")
                + " " + text(line, "host") + text(line, "path") + (query.isEmpty() ? "" : "?" + query) + "  "
                + text(line, "status") + " " + text(line, "end") + "  " + text(line, "totalMs") + " ms  "
                + text(line, "route") + to + reason(line);
    }

    private static String reason(JsonObject line) {
        String reason = text(line, "reason");
        return reason.isEmpty() ? "" : "  (" + reason + ")";
    }
}
