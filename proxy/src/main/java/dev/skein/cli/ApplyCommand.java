package dev.skein.cli;

import static dev.skein.cli.Numbers.object;
import static dev.skein.cli.Numbers.text;
import static dev.skein.cli.Numbers.texts;

import dev.skein.config.SettingsReader;
import dev.skein.config.Texts;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code skein apply}: a configuration becomes the cluster's. */
@Command(
        name = "apply",
        description = "Has all nodes check a configuration, shows what would change, and commits it.",
        footer = {
            "",
            "Without FILE it is the file of the node that is asked. What is each node's own",
            "(node, binds, the cluster's name, members, voters, tls) stays as its file says.",
            "For example: skein apply new.conf --note 'shop moves' --canary b --watch 5m",
            "--promote commits what a node tries, --note says why; 'skein rollback' ends it."
        })
final class ApplyCommand extends AdminCommand {
    private static final long POLL_MILLIS = 1000;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The configuration; what it includes goes along.")
    private @Nullable Path file;

    @Option(
            names = {"--note", "--reason"},
            paramLabel = "TEXT",
            description = "Why, for the history.")
    private String note = "";

    @Option(names = "--yes", description = "Don't ask.")
    private boolean yes;

    @Option(names = "--canary", paramLabel = "NODE", description = "Tries it first, compared with the other nodes.")
    private @Nullable String canary;

    @Option(
            names = "--watch",
            paramLabel = "TIME",
            description = "How long it does (default: ${DEFAULT-VALUE}): 90s, 5m, 1h.")
    private String watch = "5m";

    @Option(names = "--promote", description = "Commits what a node tries now, before its time is over.")
    private boolean promote;

    ApplyCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        AdminClient client = options.client(console).patient();
        if (promote) {
            return promoted(client);
        }
        JsonObject body = body();
        long time = canary == null ? 0 : ForOption.millis("--watch", watch);
        JsonObject checked = client.post("/api/v1/config/check", body);
        if (!options.json) {
            print(checked, console);
        }
        if (!texts(checked, "problems").isEmpty()) {
            return stopped(checked, ExitCode.PROBLEMS);
        }
        if (texts(checked, "differences").isEmpty() && checked.getLong("expected", 0L) > 0) {
            return stopped(checked.put("unchanged", true), ExitCode.OK);
        }
        if (!yes && !options.json && !Confirmation.given(console, "Commit it?")) {
            console.out().println("nothing was changed");
            return ExitCode.PROBLEMS;
        }
        body.put("note", note).put("expected", checked.getValue("expected"));
        if (canary != null) {
            body.put("canary", canary).put("watchMs", time);
        }
        JsonObject answer = client.post("/api/v1/config/apply", body);
        return canary == null ? RollbackCommand.committed(answer, options, console) : tried(client, answer);
    }

    private int promoted(AdminClient client) {
        if (file != null || canary != null) {
            throw new Failed(
                    ExitCode.PROBLEMS, "--promote: with a FILE or --canary (expected: alone, it is what a node tries)");
        }
        JsonObject trial = client.get("/api/v1/config").getJsonObject("trial");
        if (trial == null) {
            throw new Failed(ExitCode.PROBLEMS, "--promote: no node tries a configuration (expected: one that does)");
        }
        String what = "revision " + text(object(trial, "revision"), "number") + ", which node " + text(trial, "node");
        if (!yes && !options.json && !Confirmation.given(console, "Commit " + what + " tries, on all nodes?")) {
            console.out().println("nothing was changed");
            return ExitCode.PROBLEMS;
        }
        JsonObject body = new JsonObject()
                .put("revision", object(trial, "revision").getValue("number"))
                .put("note", note);
        return RollbackCommand.committed(client.post("/api/v1/config/promote", body), options, console);
    }

    private int stopped(JsonObject checked, int code) {
        if (options.json) {
            console.out().println(checked.encodePrettily());
        } else if (code == ExitCode.OK) {
            console.out().println("nothing differs from what is in force");
        }
        return code;
    }

    private JsonObject body() {
        Path main = file;
        if (main == null) {
            return new JsonObject();
        }
        try {
            JsonObject files = new JsonObject();
            Texts.of(main, SettingsReader.read(main).files()).files().forEach(files::put);
            return new JsonObject().put("files", files).put("label", main.toString());
        } catch (IOException e) {
            throw new Failed(ExitCode.PROBLEMS, main + ": can't be read: " + e.getMessage());
        }
    }

    static void print(JsonObject checked, Console console) {
        texts(checked, "problems").forEach(line -> console.err().println(line));
        texts(checked, "warnings").forEach(line -> console.err().println("warning: " + line));
        texts(checked, "differences").forEach(line -> console.out().println(line));
        JsonObject replay = object(checked, "replay");
        if (texts(checked, "problems").isEmpty()) {
            console.out().println(text(replay, "text"));
            texts(replay, "examples").forEach(line -> console.out().println("  " + line));
        }
    }

    /** Waits for the end of the trial, which whoever watches it in the cluster decides. */
    private int tried(AdminClient client, JsonObject answer) {
        JsonObject trial = object(answer, "trial");
        JsonObject tried = object(trial, "revision");
        if (!options.json) {
            console.out().println("node " + text(trial, "node") + " tries it until " + text(trial, "endsAt"));
        }
        JsonObject now = answer;
        while (now.getJsonObject("trial") != null) {
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Failed(ExitCode.FAILED, "interrupted; the trial goes on");
            }
            now = client.get("/api/v1/config");
        }
        boolean rules = text(object(now, "revision"), "id").equals(text(tried, "id"));
        if (options.json) {
            console.out().println(now.encodePrettily());
        } else {
            console.out().println(rules ? "it went well: " + text(now, "text") : "taken back: the journal says why");
        }
        return rules ? ExitCode.OK : ExitCode.FAILED;
    }
}
