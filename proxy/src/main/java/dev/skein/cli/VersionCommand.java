package dev.skein.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code skein version}. */
@Command(name = "version", description = "Prints the version of Skein and of Java.")
final class VersionCommand implements Callable<Integer> {
    private final Console console;

    VersionCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        console.out().println(Version.line());
        return ExitCode.OK;
    }
}
