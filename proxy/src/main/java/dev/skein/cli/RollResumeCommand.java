package dev.skein.cli;

import static dev.skein.cli.Numbers.text;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code skein roll resume}. */
@Command(
        name = "resume",
        description = {
            "Goes on with a roll that was paused or has stopped. Where the command line that ran the",
            "commands is gone, this one runs them: give the command again. A server whose command may",
            "not have come to its end gets it once more."
        },
        footer = {"", "For example: skein roll resume -- ssh {host} sudo systemctl restart shop"})
final class RollResumeCommand extends AdminCommand {
    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "After --, the program and its arguments.")
    private List<String> command = new ArrayList<>();

    @Mixin
    private ReasonOption reason = new ReasonOption();

    RollResumeCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        AdminClient client = options.client(console);
        JsonObject roll = RollCommand.open(client);
        String pool = text(roll, "pool");
        RollRunner runner = new RollRunner(client, console, options.json);
        JsonObject body = reason.to(new JsonObject());
        if (!command.isEmpty() && !pool.isEmpty()) {
            String token = UUID.randomUUID().toString();
            body.put("runner", token);
            runner.commands(command, token, client.get("/api/v1/pools/" + AdminClient.segment(pool)));
        }
        JsonObject answer = client.post(RollRunner.path(roll, "resume"), body);
        if (command.isEmpty() && !pool.isEmpty()) {
            RollLines.print(answer, options.json, console.out());
            return ExitCode.OK;
        }
        return runner.follow(answer);
    }
}
