package dev.skein.health;

import dev.skein.model.Health;

/**
 * A change of a server's health: one line in the journal.
 *
 * @param reason what caused it, in words: {@code 3 probes failed: connection refused}
 */
public record Transition(Health from, Health to, String reason) {

    /**
     * Whether requests notice: the server enters or leaves the rotation, or stops or starts to take new sessions. UP to
     * FALLING and DOWN to RISING are only steps on the way.
     */
    public boolean matters() {
        return from.serving() != to.serving() || (from == Health.LEAVING) != (to == Health.LEAVING);
    }
}
