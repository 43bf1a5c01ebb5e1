package dev.skein.grid;

import java.net.BindException;

/** What a failure to start means, for people. */
final class Causes {
    private static final int DEEPEST = 10;

    private Causes() {}

    static String text(Throwable failure) {
        Throwable at = failure;
        for (int depth = 0; depth < DEEPEST && at.getCause() != null; depth++) {
            at = at.getCause();
        }
        String message = String.valueOf(at.getMessage());
        boolean taken =
                at instanceof BindException || message.contains("Cannot bind") || message.contains("ServerSocket");
        return taken ? "the port of the grid is taken, or the address is not this machine's: " + message : message;
    }
}
