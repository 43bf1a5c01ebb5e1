package dev.skein.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code skein move-ip}: has another node hold a virtual address. */
@Command(
        name = "move-ip",
        description = "Moves a virtual address to another node; it stays there unless preempt takes it back.",
        footer = {"", "For example: skein move-ip 203.0.113.10 --to b"})
final class MoveIpCommand extends AdminCommand {
    @Parameters(paramLabel = "ADDRESS", description = "The virtual address.")
    private String address = "";

    @Option(names = "--to", paramLabel = "NODE", required = true, description = "The node that shall hold it.")
    private String to = "";

    @Mixin
    private ReasonOption reason = new ReasonOption();

    MoveIpCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        JsonObject body = reason.to(new JsonObject().put("to", to));
        JsonObject answer = options.client(console).post("/api/v1/virtual-ips/" + address + "/move", body);
        if (options.json) {
            console.out().println(answer.encodePrettily());
        } else {
            VirtualIpLines.print(answer, console.out());
        }
        return ExitCode.OK;
    }
}
