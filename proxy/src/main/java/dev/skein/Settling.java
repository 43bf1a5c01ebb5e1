package dev.skein;

import dev.skein.control.Change;
import dev.skein.control.Control;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for a change of configuration to be in effect. */
final class Settling {
    private static final long PATIENCE_SECONDS = 30;

    private Settling() {}

    /**
     * Submits and waits.
     *
     * @throws IllegalArgumentException if control refused the change, or did not come to it
     */
    static void await(Control control, Change change) {
        try {
            control.submit(change).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalArgumentException(
                    String.valueOf(Objects.requireNonNullElse(e.getCause(), e).getMessage()), e);
        } catch (TimeoutException e) {
            throw new IllegalArgumentException("configuration: not in effect after " + PATIENCE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException("configuration: interrupted", e);
        }
    }
}
