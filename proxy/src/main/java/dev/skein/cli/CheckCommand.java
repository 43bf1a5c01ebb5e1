package dev.skein.cli;

import dev.skein.config.ClusterSettings;
import dev.skein.config.Loaded;
import dev.skein.config.Problem;
import dev.skein.config.Settings;
import dev.skein.config.SettingsReader;
import dev.skein.listener.QuicLibrary;
import dev.skein.vip.Privileges;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code skein check}: reads a configuration and says everything that is wrong with it. */
@Command(
        name = "check",
        description = "Checks a configuration and prints every problem with its place.",
        footer = {"", "Ends with 0 when it can run (warnings are printed, too), with 2 when it cannot."})
final class CheckCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration (default: ${DEFAULT-VALUE}).")
    private Path config = Path.of("conf/skein.conf");

    CheckCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        return switch (SettingsReader.read(config)) {
            case Loaded.Valid valid -> {
                for (Problem warning : valid.warnings()) {
                    console.err().println("warning: " + warning);
                }
                yield machine(valid.settings());
            }
            case Loaded.Invalid invalid -> told(invalid.problems());
        };
    }

    private int told(List<Problem> problems) {
        problems.forEach(problem -> console.err().println(problem));
        return ExitCode.PROBLEMS;
    }

    /** What the text can't tell: whether this machine has what it asks for. */
    private int machine(Settings settings) {
        privileges(settings.cluster());
        List<Problem> missing = settings.listeners().stream()
                .map(QuicLibrary::missing)
                .filter(Objects::nonNull)
                .toList();
        if (!missing.isEmpty()) {
            return told(missing);
        }
        console.out()
                .printf(
                        "%s: ok (listeners: %d, routes: %d, pools: %d)%n",
                        config,
                        settings.listeners().size(),
                        settings.routes().size(),
                        settings.pools().size());
        return ExitCode.OK;
    }

    /** What this user lacks to run the keeper that the configuration needs, and how to grant it. */
    private void privileges(@Nullable ClusterSettings cluster) {
        if (cluster == null || !cluster.keeps()) {
            return;
        }
        try {
            for (String missing : Privileges.own().missing()) {
                console.err().println("warning: cluster.virtual-ips: for the keeper, " + missing);
            }
        } catch (IOException e) {
            console.err().println("warning: cluster.virtual-ips: " + e.getMessage());
        }
    }
}
