package dev.skein.cli;

/** Runs a node: the one thing that the commands need from above. */
@FunctionalInterface
public interface NodeRunner {

    /**
     * Starts a node, and returns when it has stopped (on SIGTERM or SIGINT).
     *
     * @return the exit code: {@link ExitCode#OK} after a graceful stop, {@link ExitCode#RESTART} after one that is to be
     *     followed by another start, {@link ExitCode#PROBLEMS} for a configuration that
     *     is refused, {@link ExitCode#FAILED} when it could not start or stop as it should
     */
    int run(RunOptions options);
}
