package dev.skein.cli;

import static dev.skein.cli.Numbers.objects;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code skein roll POOL -- COMMAND}: has a command run for one server after the other; and what steers rolls. */
@Command(
        name = "roll",
        description = {
            "Runs a command on this machine for each server of a pool, one after the other: out of",
            "use on all nodes, nothing under way, the command, healthy, slow start, compared with",
            "the others, next. Stops by itself at what is not as it should be."
        },
        footer = {
            "",
            "In the command {server} and {id} stand for the server's id, {host}, {port} and {address}",
            "for where it is, {pool} for the pool; no shell sees it. For example:",
            "  skein roll shop -- ssh {host} sudo systemctl restart shop",
            "  skein roll nodes"
        })
final class RollCommand extends AdminCommand {
    @Parameters(
            index = "0",
            paramLabel = "POOL",
            arity = "0..1",
            description = "Whose servers; without it: what is rolled.")
    private String pool = "";

    @Parameters(
            index = "1..*",
            paramLabel = "COMMAND",
            arity = "0..*",
            description = "After --, the program and its arguments.")
    private List<String> command = new ArrayList<>();

    @Option(names = "--server", paramLabel = "SERVER", description = "Only this one; may be given again.")
    private List<String> servers = new ArrayList<>();

    @Option(
            names = "--drain",
            paramLabel = "TIME",
            description = "Wait so long for what is under way on a server (default: 30s).")
    private String drain = "";

    @Option(names = "--command-timeout", paramLabel = "TIME", description = "For the command (default: 10m).")
    private String work = "";

    @Mixin
    private RollOptions terms = new RollOptions();

    private RollCommand(Console console) {
        super(console);
    }

    static CommandLine line(Console console) {
        return new CommandLine(new RollCommand(console))
                .addSubcommand(new Nodes(console))
                .addSubcommand(new Status(console))
                .addSubcommand(new Pause(console))
                .addSubcommand(new RollResumeCommand(console))
                .addSubcommand(new Abort(console));
    }

    @Override
    public Integer call() {
        AdminClient client = options.client(console);
        if (pool.isEmpty()) {
            RollLines.print(client.get(RollRunner.PATH), options.json, console.out());
            return ExitCode.OK;
        }
        if (command.isEmpty()) {
            throw new Failed(
                    ExitCode.PROBLEMS,
                    "command: none (expected: skein roll " + pool + " -- COMMAND, say with {server})");
        }
        String token = UUID.randomUUID().toString();
        JsonObject body = terms.body(servers).put("pool", pool).put("runner", token);
        ForOption.add(body, "drainMs", "--drain", drain);
        ForOption.add(body, "workMs", "--command-timeout", work);
        JsonObject known = client.get("/api/v1/pools/" + AdminClient.segment(pool));
        return new RollRunner(client, console, options.json)
                .commands(command, token, known)
                .follow(client.post(RollRunner.PATH, body));
    }

    /** {@code skein roll nodes}. */
    @Command(
            name = "nodes",
            description = {
                "Restarts one node after the other, each with the configuration and the version that lie",
                "at its place by then; goes on only while all is well."
            },
            footer = {"", "For example: skein roll nodes --watch 30s --note \"version 1.4\""})
    static final class Nodes extends AdminCommand {
        @Option(names = "--node", paramLabel = "NODE", description = "Only this one; may be given again.")
        private List<String> nodes = new ArrayList<>();

        @Option(names = "--return-timeout", paramLabel = "TIME", description = "For a node to come back (default: 5m).")
        private String work = "";

        @Option(names = "--no-wait", description = "Begins, and does not wait for the end.")
        private boolean leave;

        @Mixin
        private RollOptions terms = new RollOptions();

        Nodes(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            AdminClient client = options.client(console);
            JsonObject body = terms.body(nodes);
            ForOption.add(body, "workMs", "--return-timeout", work);
            JsonObject roll = client.post(RollRunner.PATH, body);
            if (leave) {
                RollLines.print(roll, options.json, console.out());
                return ExitCode.OK;
            }
            return new RollRunner(client, console, options.json).follow(roll);
        }
    }

    /** {@code skein roll status}. */
    @Command(name = "status", description = "Shows what is rolled, or was rolled last.")
    static final class Status extends AdminCommand {
        Status(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            RollLines.print(options.client(console).get(RollRunner.PATH), options.json, console.out());
            return ExitCode.OK;
        }
    }

    /** {@code skein roll pause}. */
    @Command(name = "pause", description = "Holds the roll where it is.")
    static final class Pause extends AdminCommand {
        @Mixin
        private ReasonOption reason = new ReasonOption();

        Pause(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            return steer(options, console, "pause", reason);
        }
    }

    /** {@code skein roll abort}. */
    @Command(
            name = "abort",
            description = "Ends the roll: a server that is out of use for it returns; what is done stays.")
    static final class Abort extends AdminCommand {
        @Mixin
        private ReasonOption reason = new ReasonOption();

        Abort(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            return steer(options, console, "abort", reason);
        }
    }

    private static int steer(AdminOptions options, Console console, String word, ReasonOption reason) {
        AdminClient client = options.client(console);
        JsonObject roll = open(client);
        JsonObject answer = client.post(RollRunner.path(roll, word), reason.to(new JsonObject()));
        RollLines.print(answer, options.json, console.out());
        return ExitCode.OK;
    }

    /** The latest one. */
    static JsonObject open(AdminClient client) {
        return objects(client.get(RollRunner.PATH), "rolls").stream()
                .findFirst()
                .orElseThrow(() -> new Failed(ExitCode.FAILED, "there is no roll"));
    }
}
