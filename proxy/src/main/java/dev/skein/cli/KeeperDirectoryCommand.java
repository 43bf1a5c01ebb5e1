package dev.skein.cli;

import dev.skein.config.ClusterSettings;
import dev.skein.config.Loaded;
import dev.skein.config.SettingsReader;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code skein keeper-directory}: what the launcher asks, to know whether it is to start a keeper, and where. */
@Command(
        name = "keeper-directory",
        hidden = true,
        description = "Prints where the keeper of this configuration keeps its things; nothing if it needs none.")
final class KeeperDirectoryCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = {"-c", "--config"})
    private Path config = RunCommand.DEFAULT;

    KeeperDirectoryCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (!(SettingsReader.read(config) instanceof Loaded.Valid valid)) {
            // The node itself says what is wrong.
            return ExitCode.PROBLEMS;
        }
        ClusterSettings cluster = valid.settings().cluster();
        if (cluster != null && cluster.keeps()) {
            console.out()
                    .println(valid.settings().node().data().toAbsolutePath().resolve("keeper"));
        }
        return ExitCode.OK;
    }
}
