package dev.skein.cli;

import picocli.CommandLine.Command;

/** {@code skein healthcheck}: the launcher does it by itself, without a JVM, where the admin address does not speak TLS. */
@Command(
        name = "healthcheck",
        description =
                "Ends with 0 if the node is ready, with 1 if it is not (yet, or any more), with 3 if none answers.",
        footer = {"", "For containers: needs no user, and without options hardly any time."})
final class HealthcheckCommand extends AdminCommand {
    private static final int READY = 200;

    HealthcheckCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        int status = options.client(console).ask("/ready");
        if (status != READY) {
            throw new Failed(ExitCode.FAILED, "not ready: the node answers " + status);
        }
        console.out().println("ready");
        return ExitCode.OK;
    }
}
