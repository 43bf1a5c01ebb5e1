package dev.skein.cli;

import java.util.concurrent.TimeUnit;

/** How a process of the demo ends. */
final class Ending {
    private Ending() {}

    /** Asks it to stop and returns when it has; one that takes longer is killed, or when the caller is interrupted. */
    static void of(Process process, int patienceSeconds) {
        process.destroy();
        try {
            if (!process.waitFor(patienceSeconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
