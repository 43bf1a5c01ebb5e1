package dev.skein.cli;

import static dev.skein.cli.Numbers.objects;
import static dev.skein.cli.Numbers.text;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code skein voters}: whose majority decides what must be unique. */
@Command(
        name = "voters",
        description = "Lists the nodes whose majority decides; adds and removes one at a time.",
        footer = {"", "For example: skein voters add d; skein voters remove c"})
final class VotersCommand extends AdminCommand {
    private VotersCommand(Console console) {
        super(console);
    }

    static CommandLine line(Console console) {
        return new CommandLine(new VotersCommand(console))
                .addSubcommand(new Add(console))
                .addSubcommand(new Remove(console));
    }

    @Override
    public Integer call() {
        print(options.client(console).get("/api/v1/voters"), options, console);
        return ExitCode.OK;
    }

    static void print(JsonObject answer, AdminOptions options, Console console) {
        if (options.json) {
            console.out().println(answer.encodePrettily());
            return;
        }
        Table table = new Table("VOTER", "HEARD", "COUNTS");
        for (JsonObject voter : objects(answer, "voters")) {
            table.row(text(voter, "id"), yes(voter, "heard"), yes(voter, "admitted"));
        }
        table.print(console.out());
        console.out().println(text(answer, "text"));
        if (answer.getString("without") != null) {
            console.out().println("! " + text(answer, "without"));
        }
    }

    private static String yes(JsonObject voter, String name) {
        return Boolean.TRUE.equals(voter.getBoolean(name)) ? "yes" : "no";
    }

    /** {@code skein voters add}. */
    @Command(name = "add", description = "Makes a running node a voter; a majority of the present ones must agree.")
    static final class Add extends AdminCommand {
        @Parameters(paramLabel = "NODE", description = "Its id.")
        private String node = "";

        @Mixin
        private ReasonOption reason = new ReasonOption();

        Add(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            JsonObject body = reason.to(new JsonObject().put("node", node));
            print(options.client(console).patient().post("/api/v1/voters", body), options, console);
            return ExitCode.OK;
        }
    }

    /** {@code skein voters remove}. */
    @Command(name = "remove", description = "A node no longer votes; a majority of the present ones must agree.")
    static final class Remove extends AdminCommand {
        @Parameters(paramLabel = "NODE", description = "Its id.")
        private String node = "";

        @Mixin
        private ReasonOption reason = new ReasonOption();

        Remove(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            String path = "/api/v1/voters/" + AdminClient.segment(node);
            print(options.client(console).patient().delete(reason.to(path)), options, console);
            return ExitCode.OK;
        }
    }
}
