package dev.skein.cli;

import static dev.skein.cli.Numbers.objects;
import static dev.skein.cli.Numbers.text;
import static dev.skein.cli.Numbers.texts;

import io.vertx.core.json.JsonObject;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code skein certificates}: those of all nodes, and another one at once for those that come by themselves. */
@Command(
        name = "certificates",
        description = "Lists the certificates of all nodes, what ends first first; renews one at once.",
        footer = {"", "For example: skein certificates; skein certificates renew shop.example.com"})
final class CertificatesCommand extends AdminCommand {
    private static final String PATH = "/api/v1/certificates";

    private CertificatesCommand(Console console) {
        super(console);
    }

    static CommandLine line(Console console) {
        return new CommandLine(new CertificatesCommand(console)).addSubcommand(new Renew(console));
    }

    private static String names(JsonObject certificate) {
        return String.join(", ", texts(certificate, "names"));
    }

    @Override
    public Integer call() {
        JsonObject answer = options.client(console).get(PATH);
        if (options.json) {
            console.out().println(answer.encodePrettily());
            return ExitCode.OK;
        }
        Table table = new Table("STATE", "UNTIL", "SUBJECT", "NAMES", "RENEWED");
        for (JsonObject one : objects(answer, "certificates")) {
            String trouble = one.getString("trouble") == null ? "" : " (" + text(one, "trouble") + ")";
            String renewed = text(one, "source").equals("file") ? "from a file" : text(one, "renewal") + trouble;
            table.row(text(one, "state"), text(one, "until"), text(one, "subject"), names(one), renewed);
        }
        table.print(console.out());
        return ExitCode.OK;
    }

    /** {@code skein certificates renew}. */
    @Command(
            name = "renew",
            description = "Has a certificate that comes by itself (acme) ordered at once.",
            footer = {
                "",
                "The one in use stays so until the new one is there. After a failure: goes on",
                "at once, within what authorities allow."
            })
    static final class Renew extends AdminCommand {
        @Parameters(paramLabel = "NAME", description = "One of its names, or the start of its fingerprint.")
        private String name = "";

        @Mixin
        private ReasonOption reason = new ReasonOption();

        Renew(Console console) {
            super(console);
        }

        @Override
        public Integer call() {
            AdminClient client = options.client(console);
            List<JsonObject> meant = objects(client.get(PATH), "certificates").stream()
                    .filter(one -> text(one, "source").equals("acme"))
                    .filter(one -> texts(one, "names").contains(name)
                            || name.length() >= 6 && text(one, "fingerprint").startsWith(name))
                    .toList();
            if (meant.size() != 1) {
                throw new Failed(
                        ExitCode.FAILED,
                        name + ": " + meant.size()
                                + " certificates that come by themselves (expected: one; skein certificates lists"
                                + " them)");
            }
            String path = PATH + "/" + text(meant.getFirst(), "fingerprint") + "/renew";
            JsonObject answer = client.patient().post(path, reason.to(new JsonObject()));
            console.out().println(options.json ? answer.encodePrettily() : name + ": is ordered");
            return ExitCode.OK;
        }
    }
}
