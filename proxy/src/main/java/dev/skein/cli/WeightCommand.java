package dev.skein.cli;

import static dev.skein.cli.Numbers.number;
import static dev.skein.cli.Numbers.object;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code skein weight}: another share of the traffic than the file says. */
@Command(
        name = "weight",
        description = "Gives a server another weight than configured, or the configured one again.",
        footer = {"", "For example: skein weight shop/10.0.2.11:8080 50"})
final class WeightCommand extends AdminCommand {
    private static final int MOST = 256;

    @Parameters(index = "0", paramLabel = "SERVER", description = "POOL/SERVER, or SERVER where only one pool has it.")
    private String server = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "WEIGHT",
            description = "0 to 256; 0: bound sessions only. Without it: as configured again.")
    private @Nullable Integer weight;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; shown in the journal.")
    private String reason = "";

    @Mixin
    private ForOption until = new ForOption();

    WeightCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        if (weight != null && (weight < 0 || weight > MOST)) {
            throw new Failed(ExitCode.PROBLEMS, "weight: %d (expected: 0 to %d)".formatted(weight, MOST));
        }
        AdminClient client = options.client(console);
        JsonObject body = new JsonObject().put("weight", weight).put("reason", reason.isEmpty() ? null : reason);
        until.addTo(body);
        for (JsonObject found : new ServerNames(client.get("/api/v1/pools")).all(List.of(server))) {
            JsonObject changed = client.put(ServerNames.path(found) + "/weight", body);
            if (options.json) {
                console.out().println(changed.encodePrettily());
            } else {
                console.out()
                        .printf(
                                "%s: weight %s%n",
                                ServerNames.name(changed), number(object(changed, "weight"), "effective"));
            }
        }
        return ExitCode.OK;
    }
}
