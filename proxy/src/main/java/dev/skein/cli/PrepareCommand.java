package dev.skein.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code skein prepare}: what the launcher does before it starts a JVM; here it is only described. */
@Command(
        name = "prepare",
        description = {
            "Builds what is not built, and makes the JVM's start-up cache, so that a start under",
            "another user, who may write neither, need not: when an image is made, say."
        })
final class PrepareCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        throw new Failed(ExitCode.PROBLEMS, "prepare: only the launcher 'skein' does that, not java -jar");
    }
}
