package dev.skein.cli;

import static dev.skein.cli.Numbers.objects;
import static dev.skein.cli.Numbers.text;

import dev.skein.model.Ticker;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code skein events}: the journals of all nodes in one order. */
@Command(
        name = "events",
        description = "Shows what happened on all nodes, the latest last.",
        footer = {"", "For example: skein events -f --kind server-down --kind server-up"})
final class EventsCommand extends AdminCommand {
    private static final Pattern AGO = Pattern.compile("([1-9][0-9]{0,8})([smhd])");
    private static final Map<String, Long> MILLIS = Map.of("s", 1000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
    private static final int MOST = 1000;
    private static final long FOLLOW_MILLIS = 1000;

    @Option(
            names = {"-f", "--follow"},
            description = "Goes on with what happens, until interrupted.")
    private boolean follow;

    @Option(names = "--node", paramLabel = "NODE", description = "Only events of that node; may be given again.")
    private List<String> nodes = new ArrayList<>();

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "Only of that kind, as server-down; may be given again.")
    private List<String> kinds = new ArrayList<>();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only since then: 90s, 30m, 8h or 2d ago,%nor a time as 2026-11-21T14:06:09Z.")
    private String since = "";

    @Option(names = "--limit", paramLabel = "N", description = "The latest N, 1 to 1000 (default: ${DEFAULT-VALUE}).")
    private int limit = 50;

    EventsCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() throws InterruptedException {
        AdminClient client = options.client(console);
        String path = "/api/v1/events?" + filters();
        JsonObject page = client.get(path + "limit=" + limit);
        print(objects(page, "events").reversed());
        while (follow) {
            if (objects(page, "events").size() < MOST) {
                Thread.sleep(FOLLOW_MILLIS);
            }
            String position = AdminClient.segment(text(page, "position"));
            page = client.get(path + "limit=" + MOST + "&after=" + position);
            print(objects(page, "events"));
        }
        return ExitCode.OK;
    }

    private String filters() {
        StringBuilder path = new StringBuilder();
        nodes.forEach(
                node -> path.append("node=").append(AdminClient.segment(node)).append('&'));
        kinds.forEach(
                kind -> path.append("kind=").append(AdminClient.segment(kind)).append('&'));
        if (!since.isEmpty()) {
            path.append("since=")
                    .append(AdminClient.segment(begin().toString()))
                    .append('&');
        }
        return path.toString();
    }

    private Instant begin() {
        Matcher ago = AGO.matcher(since);
        if (ago.matches()) {
            long millis = Long.parseLong(ago.group(1)) * MILLIS.getOrDefault(ago.group(2), 0L);
            return Instant.ofEpochMilli(Ticker.SYSTEM.epochMillis() - millis);
        }
        try {
            return Instant.parse(since);
        } catch (DateTimeException e) {
            throw new Failed(
                    ExitCode.PROBLEMS, "--since: " + since + " (expected: 90s, 30m, 8h, 2d, or 2026-11-21T14:06:09Z)");
        }
    }

    private void print(List<JsonObject> events) {
        for (JsonObject event : events) {
            console.out().println(options.json ? event.encode() : line(event));
        }
        console.out().flush();
    }

    private static String line(JsonObject event) {
        String by = text(event, "by");
        return text(event, "at") + "  " + text(event, "node") + "  " + mark(text(event, "severity"))
                + text(event, "kind") + "  " + text(event, "subject") + ": " + text(event, "text")
                + (by.isEmpty() ? "" : " (by " + by + ")");
    }

    private static String mark(String severity) {
        return severity.equals("info") ? "" : "! ";
    }
}
