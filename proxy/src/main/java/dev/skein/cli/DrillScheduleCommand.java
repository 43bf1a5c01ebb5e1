package dev.skein.cli;

import static dev.skein.cli.Numbers.objects;
import static dev.skein.cli.Numbers.text;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code skein drill schedule}: drills that come again and again. */
@Command(
        name = "schedule",
        description = "Lists drills that come again and again; adds, replaces and removes them.",
        footer = {"", "For example: skein drill schedule add weekly \"15 3 * * 1\" lose-server shop/s1 --for 30s"})
final class DrillScheduleCommand extends AdminCommand {
    private static final String PATH = "/api/v1/drills";

    private DrillScheduleCommand(Console console) {
        super(console);
    }

    static CommandLine line(Console console) {
        return new CommandLine(new DrillScheduleCommand(console))
                .addSubcommand(new Add(console))
                .addSubcommand(new Remove(console));
    }

    @Override
    public Integer call() {
        JsonObject answer = options.client(console).get(PATH);
        if (options.json) {
            console.out().println(answer.getJsonArray("schedules").encodePrettily());
            return ExitCode.OK;
        }
        Table table = new Table("NAME", "CRON (UTC)", "KIND", "TARGET", "NEXT");
        for (JsonObject one : objects(answer, "schedules")) {
            table.row(text(one, "name"), text(one, "cron"), text(one, "kind"), text(one, "target"), text(one, "next"));
        }
        table.print(console.out());
        return ExitCode.OK;
    }

    /** {@code skein drill schedule add}. */
    @Command(name = "add", description = "Adds one, or replaces the one of that name.")
    static final class Add extends AdminCommand {
        @Parameters(index = "0", paramLabel = "NAME", description = "Its name.")
        private String name = "";

        @Parameters(
                index = "1",
                paramLabel = "CRON",
                description = "Minute, hour, day, month, weekday in UTC, as \"15 3 * * 1\".")
        private String cron = "";

        @Parameters(index = "2", paramLabel = "KIND", description = "One of 'skein drill list'.")
        private String kind = "";

        @Parameters(index = "3", paramLabel = "TARGET", description = "What is to fail.")
        private String target = "";

        @Mixin
        private DrillOptions terms = new DrillOptions();

        @Mixin
        private ReasonOption reason = new ReasonOption();

        Add(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            JsonObject body = reason.to(terms.body(kind, target).put("cron", cron));
            JsonObject answer = options.client(console).put(PATH + "/schedules/" + AdminClient.segment(name), body);
            console.out().println(options.json ? answer.encodePrettily() : name + ": next at " + text(answer, "next"));
            return ExitCode.OK;
        }
    }

    /** {@code skein drill schedule remove}. */
    @Command(name = "remove", description = "Removes one.")
    static final class Remove extends AdminCommand {
        @Parameters(paramLabel = "NAME", description = "Its name.")
        private String name = "";

        @Mixin
        private ReasonOption reason = new ReasonOption();

        Remove(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            String path = PATH + "/schedules/" + AdminClient.segment(name);
            JsonObject answer = options.client(console).delete(reason.to(path));
            console.out().println(options.json ? answer.encodePrettily() : name + ": removed");
            return ExitCode.OK;
        }
    }
}
