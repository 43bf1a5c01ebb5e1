package dev.skein.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code skein keeper}: the launcher starts that process by itself; here it is only described. */
@Command(
        name = "keeper",
        description = {
            "Runs the keeper of a node with virtual addresses, in the foreground.",
            "'skein run' starts it beside the node by itself, unless SKEIN_KEEPER=external",
            "says that somebody else does: two systemd units, say."
        })
final class KeeperCommand implements Callable<Integer> {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The node's configuration (default: conf/skein.conf).")
    private Path config = RunCommand.DEFAULT;

    @Override
    public Integer call() {
        throw new Failed(
                ExitCode.PROBLEMS, "keeper: " + config + ": only the launcher 'skein' starts one, not java -jar");
    }
}
