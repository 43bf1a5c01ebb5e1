package dev.skein.cli;

import static dev.skein.cli.Numbers.object;
import static dev.skein.cli.Numbers.text;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code skein quorum}: what is left to an operator when the majority is lost for good. */
@Command(
        name = "quorum",
        description = "Lets a node go on when the majority of the voters is lost for good.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n")
final class QuorumCommand {
    private QuorumCommand() {}

    static CommandLine line(Console console) {
        return new CommandLine(new QuorumCommand()).addSubcommand(new Force(console));
    }

    /** {@code skein quorum force}. */
    @Command(
            name = "force",
            description = "The asked node decides alone from now on.",
            footer = {
                "",
                "Only when the other voters are gone for good, or surely stopped: where",
                "they still run, both sides decide, and what they decided meanwhile is",
                "lost once they are back. Then add voters again: skein voters add NODE"
            })
    static final class Force extends AdminCommand {
        @Option(
                names = "--confirm",
                paramLabel = "CLUSTER",
                description = "The cluster's name, in place of typing it when asked.")
        private @Nullable String confirm;

        @Mixin
        private ReasonOption reason = new ReasonOption();

        Force(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            AdminClient client = options.client(console).patient();
            String typed = confirm;
            if (typed == null) {
                JsonObject quorum = object(client.get("/api/v1/cluster"), "quorum");
                console.out().println(text(quorum, "text"));
                console.out()
                        .println("This node would decide alone. If other voters still run somewhere, two nodes may do"
                                + " what only one may, and what they decided is lost.");
                console.out().print("Type the cluster's name to go on: ");
                console.out().flush();
                typed = line();
            }
            JsonObject body = reason.to(new JsonObject().put("confirm", typed));
            VotersCommand.print(client.post("/api/v1/quorum/force", body), options, console);
            return ExitCode.OK;
        }

        private String line() {
            try {
                // Not closed: the stream is the process's.
                String line =
                        new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8)).readLine();
                if (line == null || line.isBlank()) {
                    throw new Failed(ExitCode.PROBLEMS, "nothing was typed, nothing was changed");
                }
                return line.strip();
            } catch (IOException e) {
                throw new Failed(ExitCode.PROBLEMS, "nothing could be read, nothing was changed: " + e);
            }
        }
    }
}
