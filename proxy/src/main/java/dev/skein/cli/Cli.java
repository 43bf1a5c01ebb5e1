package dev.skein.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** The command line as a whole: arguments in, exit code out. */
public final class Cli {
    private Cli() {}

    /** The root: says what there is. */
    @Command(
            name = "skein",
            description = "A Layer-7 load-balancing reverse proxy.",
            synopsisSubcommandLabel = "COMMAND",
            commandListHeading = "%nCommands:%n",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:ok",
                "1:the node refused, or something failed",
                "2:problems in the configuration, or wrong usage",
                "3:no node answers at the admin address",
                "4:not allowed: user, password or role"
            },
            footer = {
                "",
                "Commands that ask a node take --admin URL (else SKEIN_ADMIN, else",
                "http://127.0.0.1:9090) and --user NAME (else SKEIN_USER; the password from",
                "SKEIN_PASSWORD or asked for).",
                "'skein help COMMAND' or 'skein COMMAND --help' says more about each."
            },
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    static final class Root {}

    /**
     * Runs one command.
     *
     * @param arguments without the program's name
     * @return see {@link ExitCode}
     */
    public static int execute(String[] arguments, NodeRunner node, Console console) {
        RunOptions run = plainRun(arguments, console);
        if (run != null) {
            return node.run(run);
        }
        CommandLine line = commands(node, console);
        if (arguments.length == 0) {
            line.usage(console.err());
            return ExitCode.PROBLEMS;
        }
        return line.execute(arguments);
    }

    /**
     * {@code run [-c FILE]} without picocli, which takes a fifth of a second and is too old for the JVM's start-up cache.
     * Everything else goes the long way.
     */
    private static @Nullable RunOptions plainRun(String[] arguments, Console console) {
        if (arguments.length == 0 || !arguments[0].equals("run")) {
            return null;
        }
        if (arguments.length == 1) {
            return new RunOptions(RunCommand.DEFAULT, console.out(), console.err());
        }
        boolean file = arguments.length == 3 && (arguments[1].equals("-c") || arguments[1].equals("--config"));
        return file ? new RunOptions(Path.of(arguments[2]), console.out(), console.err()) : null;
    }

    private static CommandLine commands(NodeRunner node, Console console) {
        CommandLine line = new CommandLine(new Root())
                .addSubcommand(new RunCommand(node, console))
                .addSubcommand(new CheckCommand(console))
                .addSubcommand(new DemoCommand(node, console))
                .addSubcommand(new DemoNodeCommand(node, console));
        questions(line, console);
        line.addSubcommand(new HashPasswordCommand(console))
                .addSubcommand("completion", completion())
                .addSubcommand(new VersionCommand(console))
                .addSubcommand(new HelpCommand())
                .addSubcommand(new KeeperCommand())
                .addSubcommand(new PrepareCommand())
                .addSubcommand(new KeeperDirectoryCommand(console))
                .addSubcommand(new TrainCommand(node, console));
        helps(line);
        line.setOut(console.out());
        line.setErr(console.err());
        line.setParameterExceptionHandler(Cli::wrongUsage);
        line.setExecutionExceptionHandler((thrown, failed, parsed) -> failure(thrown, console.err()));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        return line;
    }

    /** What asks a running node. */
    private static void questions(CommandLine line, Console console) {
        line.addSubcommand(new StatusCommand(console))
                .addSubcommand(new HealthcheckCommand(console))
                .addSubcommand(new NodesCommand(console))
                .addSubcommand(new RoutesCommand(console))
                .addSubcommand(new ServersCommand(console))
                .addSubcommand(new TopCommand(console))
                .addSubcommand(new AdminStateCommand.Drain(console))
                .addSubcommand(new AdminStateCommand.Ready(console))
                .addSubcommand(new AdminStateCommand.Maintenance(console))
                .addSubcommand(new WeightCommand(console))
                .addSubcommand(new ExplainCommand(console))
                .addSubcommand(new ApplyCommand(console))
                .addSubcommand(new DiffCommand(console))
                .addSubcommand(new RollbackCommand(console))
                .addSubcommand(new RevisionsCommand(console))
                .addSubcommand(new EventsCommand(console))
                .addSubcommand(new TapCommand(console))
                .addSubcommand(new SessionsCommand(console))
                .addSubcommand(JournalCommand.line(console))
                .addSubcommand(VotersCommand.line(console))
                .addSubcommand(QuorumCommand.line(console))
                .addSubcommand(KeysCommand.line(console))
                .addSubcommand(CertificatesCommand.line(console))
                .addSubcommand(ClusterCommand.line(console))
                .addSubcommand(RollCommand.line(console))
                .addSubcommand(DrillCommand.line(console))
                .addSubcommand(new MoveIpCommand(console));
    }

    /** Every command answers {@code --help}, whatever else it requires. */
    private static void helps(CommandLine line) {
        for (CommandLine command : Set.copyOf(line.getSubcommands().values())) {
            CommandSpec spec = command.getCommandSpec();
            if (spec.findOption("--help") == null) {
                spec.addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Shows this text.")
                        .build());
            }
            helps(command);
        }
    }

    private static CommandLine completion() {
        CommandLine completion = new CommandLine(new GenerateCompletion());
        CommandSpec spec = completion.getCommandSpec().name("completion");
        spec.usageMessage()
                .description(
                        "Prints the completion script for bash and zsh.", "For this shell: source <(skein completion)");
        return completion;
    }

    private static int wrongUsage(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("skein: " + wrong.getMessage());
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err)) {
            err.println("Try 'skein help" + path(command) + "'.");
        }
        return ExitCode.PROBLEMS;
    }

    private static String path(CommandLine command) {
        return command.getParent() == null ? "" : " " + command.getCommandName();
    }

    private static int failure(Exception thrown, PrintWriter err) {
        if (thrown instanceof Failed failed) {
            err.println("skein: " + failed.text());
            return failed.exitCode();
        }
        err.println("skein: " + thrown);
        return ExitCode.FAILED;
    }
}
