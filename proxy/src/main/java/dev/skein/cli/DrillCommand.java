package dev.skein.cli;

import static dev.skein.cli.Numbers.number;
import static dev.skein.cli.Numbers.object;
import static dev.skein.cli.Numbers.objects;
import static dev.skein.cli.Numbers.text;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code skein drill}: chosen failures, and what they cost. */
@Command(
        name = "drill",
        description = "Has something fail for a while, and measures what that costs.",
        footer = {"", "For example: skein drill run lose-server shop/10.0.2.11:8080 --for 30s"})
final class DrillCommand extends AdminCommand {
    private static final String PATH = "/api/v1/drills";
    private static final Set<String> OVER = Set.of("done", "refused", "stopped");
    private static final long LOOK_MILLIS = 500;

    private DrillCommand(Console console) {
        super(console);
    }

    static CommandLine line(Console console) {
        return new CommandLine(new DrillCommand(console))
                .addSubcommand(new Kinds(console))
                .addSubcommand(new Run(console))
                .addSubcommand(new Status(console))
                .addSubcommand(new Stop(console))
                .addSubcommand(DrillScheduleCommand.line(console));
    }

    @Override
    public Integer call() {
        return status(options, console);
    }

    private static int status(AdminOptions options, Console console) {
        JsonObject answer = options.client(console).get(PATH);
        if (options.json) {
            console.out().println(answer.encodePrettily());
            return ExitCode.OK;
        }
        if (objects(answer, "drills").isEmpty()) {
            console.out().println("there was no drill yet; 'skein drill list' shows which there are");
        }
        objects(answer, "drills").reversed().forEach(drill -> print(drill, console.out()));
        return ExitCode.OK;
    }

    private static void print(JsonObject drill, PrintWriter out) {
        String reason = text(drill, "reason");
        out.println("drill " + number(drill, "number") + ", " + text(drill, "startedAt") + ", " + text(drill, "kind")
                + " " + text(drill, "target") + ": " + text(drill, "state")
                + (reason.isEmpty() ? "" : " (" + reason + ")"));
        String verdict = text(object(drill, "verdict"), "text");
        if (!verdict.isEmpty()) {
            out.println("  " + verdict);
        }
        out.flush();
    }

    /** {@code skein drill list}. */
    @Command(name = "list", description = "Shows what can be made to fail.")
    static final class Kinds extends AdminCommand {
        Kinds(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            JsonObject answer = options.client(console).get(PATH);
            if (options.json) {
                console.out().println(answer.getJsonArray("kinds").encodePrettily());
                return ExitCode.OK;
            }
            Table table = new Table("KIND", "OF", "WHAT HAPPENS");
            objects(answer, "kinds")
                    .forEach(kind -> table.row(text(kind, "kind"), text(kind, "target"), text(kind, "meaning")));
            table.print(console.out());
            return ExitCode.OK;
        }
    }

    /** {@code skein drill run}. */
    @Command(
            name = "run",
            description = {
                "Checks that it would be survived, measures, has it fail, undoes that, measures, and tells.",
                "Ends with 0 if nothing failed meanwhile."
            })
    static final class Run extends AdminCommand {
        @Parameters(index = "0", paramLabel = "KIND", description = "One of 'skein drill list'.")
        private String kind = "";

        @Parameters(index = "1", paramLabel = "TARGET", description = "What is to fail: POOL/SERVER, NODE, ADDRESS.")
        private String target = "";

        @Mixin
        private DrillOptions terms = new DrillOptions();

        @Option(names = "--force", description = "Also if it would not be survived.")
        private boolean force;

        @Mixin
        private ReasonOption reason = new ReasonOption();

        Run(Console console) {
            super(console);
        }

        @Override
        public Integer call() throws InterruptedException {
            AdminClient client = options.client(console);
            JsonObject body = reason.to(terms.body(kind, target).put("force", force));
            JsonObject drill = client.post(PATH, body);
            String before = "";
            while (true) {
                if (!options.json && !before.equals(text(drill, "state"))) {
                    before = text(drill, "state");
                    print(drill, console.out());
                }
                if (OVER.contains(text(drill, "state"))) {
                    return end(drill);
                }
                Thread.sleep(LOOK_MILLIS);
                drill = find(client, drill);
            }
        }

        private static JsonObject find(AdminClient client, JsonObject drill) {
            return objects(client.get(PATH), "drills").stream()
                    .filter(one -> number(one, "number").equals(number(drill, "number")))
                    .findFirst()
                    .orElse(drill);
        }

        private int end(JsonObject drill) {
            if (options.json) {
                console.out().println(drill.encodePrettily());
            }
            boolean passed = Boolean.TRUE.equals(object(drill, "verdict").getBoolean("passed"));
            return passed ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    /** {@code skein drill status}. */
    @Command(name = "status", description = "Shows the drill that goes on, and the latest ones.")
    static final class Status extends AdminCommand {
        Status(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            return status(options, console);
        }
    }

    /** {@code skein drill stop}. */
    @Command(name = "stop", description = "Undoes the failure now.")
    static final class Stop extends AdminCommand {
        @Mixin
        private ReasonOption reason = new ReasonOption();

        Stop(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            AdminClient client = options.client(console);
            JsonObject drill = objects(client.get(PATH), "drills").stream()
                    .findFirst()
                    .orElseThrow(() -> new Failed(ExitCode.FAILED, "there is no drill"));
            JsonObject answer =
                    client.post(PATH + "/" + number(drill, "number") + "/stop", reason.to(new JsonObject()));
            if (options.json) {
                console.out().println(answer.encodePrettily());
            } else {
                print(answer, console.out());
            }
            return ExitCode.OK;
        }
    }
}
