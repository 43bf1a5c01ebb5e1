package dev.skein.cli;

/** Ends a command with a message for the person and an exit code; thrown by commands, caught by {@link Cli} only. */
final class Failed extends RuntimeException {
    private final int exitCode;

    Failed(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }

    /** The message, which is never null here. */
    String text() {
        return String.valueOf(getMessage());
    }
}
