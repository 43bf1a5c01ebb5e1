package dev.skein.cli;

import dev.skein.journal.Finding;
import dev.skein.journal.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code skein journal}: the journals on this machine's disk. */
@Command(
        name = "journal",
        description = "Looks whether somebody altered the journals on disk.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n")
final class JournalCommand {
    private JournalCommand() {}

    static CommandLine line(Console console) {
        return new CommandLine(new JournalCommand()).addSubcommand(new Verify(console));
    }

    /** {@code skein journal verify}. */
    @Command(
            name = "verify",
            description = "Tells lines that were altered, removed or put in another order.",
            footer = {
                "",
                "Asks no node, and may run beside one. Exit code 1: something was altered.",
                "Whoever can write all files can write a chain anew; so compare with another",
                "node, whose copy they don't reach: nodes do so themselves (journal-altered)."
            })
    static final class Verify implements Callable<Integer> {
        private final Console console;

        @Parameters(
                paramLabel = "DIR",
                arity = "0..1",
                description =
                        "The node's data directory%n(default: /var/lib/skein if there is a journal, else ./data).")
        private Path data =
                Files.isDirectory(Path.of("/var/lib/skein/journal")) ? Path.of("/var/lib/skein") : Path.of("data");

        Verify(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            Path directory = data.resolve("journal");
            if (!Files.isDirectory(directory)) {
                throw new Failed(ExitCode.PROBLEMS, directory + " (expected: the directory of a node's journals)");
            }
            try {
                Verification result = Verification.of(directory);
                result.journals().forEach(console.out()::println);
                for (Finding finding : result.findings()) {
                    console.out().println((finding.altered() ? "! " : "  ") + finding);
                }
                console.out().println(result.altered() ? "altered" : "as written");
                return result.altered() ? ExitCode.FAILED : ExitCode.OK;
            } catch (IOException e) {
                throw new Failed(ExitCode.FAILED, directory + ": " + e);
            }
        }
    }
}
