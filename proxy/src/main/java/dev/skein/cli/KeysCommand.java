package dev.skein.cli;

import static dev.skein.cli.Numbers.objects;
import static dev.skein.cli.Numbers.text;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code skein keys}: the keys that all nodes share. */
@Command(
        name = "keys",
        description = "Lists the keys that all nodes share, without their secrets; makes new ones.",
        footer = {"", "For example: skein keys rotate; skein keys rotate --purpose cookie --revoke"})
final class KeysCommand extends AdminCommand {
    private KeysCommand(Console console) {
        super(console);
    }

    static CommandLine line(Console console) {
        return new CommandLine(new KeysCommand(console)).addSubcommand(new Rotate(console));
    }

    @Override
    public Integer call() {
        print(options.client(console).get("/api/v1/keys"), options, console);
        return ExitCode.OK;
    }

    private static void print(JsonObject answer, AdminOptions options, Console console) {
        if (options.json) {
            console.out().println(answer.encodePrettily());
            return;
        }
        Table table = new Table("PURPOSE", "ID", "USED FROM", "RECOGNISED UNTIL");
        for (JsonObject key : objects(answer, "keys")) {
            table.row(text(key, "purpose"), text(key, "id"), text(key, "usedFrom"), text(key, "recognisedUntil"));
        }
        table.print(console.out());
        console.out().println("version " + text(answer, "version"));
    }

    /** {@code skein keys rotate}. */
    @Command(
            name = "rotate",
            description = "Makes new keys, used by all nodes some seconds later; needs the majority of the voters.",
            footer = {
                "",
                "The former keys stay recognised: cookies and TLS sessions stay good. With",
                "--revoke they don't: for keys that others may know. Sessions bound by",
                "cookie then start anew, TLS clients shake hands in full."
            })
    static final class Rotate extends AdminCommand {
        @Option(
                names = "--purpose",
                paramLabel = "PURPOSE",
                description = "cookie, heartbeat or ticket (default: all three).")
        private @Nullable String purpose;

        @Option(names = "--revoke", description = "The present keys are recognised no more.")
        private boolean revoke;

        @Mixin
        private ReasonOption reason = new ReasonOption();

        Rotate(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            JsonObject body = reason.to(new JsonObject().put("revoke", revoke));
            if (purpose != null) {
                body.put("purpose", purpose);
            }
            print(options.client(console).patient().post("/api/v1/keys/rotate", body), options, console);
            return ExitCode.OK;
        }
    }
}
