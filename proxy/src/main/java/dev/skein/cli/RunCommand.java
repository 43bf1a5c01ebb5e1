package dev.skein.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code skein run}. */
@Command(
        name = "run",
        description = "Runs a node in the foreground, with its log on standard output.",
        footer = {
            "",
            "SIGTERM or SIGINT stops it gracefully, a second one at once; SIGHUP reads the",
            "configuration again; SIGUSR1 opens log files anew."
        })
final class RunCommand implements Callable<Integer> {
    static final Path DEFAULT = Path.of("conf/skein.conf");

    private final NodeRunner node;
    private final Console console;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration (default: ${DEFAULT-VALUE}).")
    private Path config = DEFAULT;

    RunCommand(NodeRunner node, Console console) {
        this.node = node;
        this.console = console;
    }

    @Override
    public Integer call() {
        return node.run(new RunOptions(config, console.out(), console.err()));
    }
}
