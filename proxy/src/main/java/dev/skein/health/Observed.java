package dev.skein.health;

import org.jspecify.annotations.Nullable;

/**
 * The rule's answer to one event.
 *
 * @param state the server's state from now on; the same object as before when the event changed nothing
 * @param transition the change of its {@link dev.skein.model.Health}, or null when that stayed as it was
 */
public record Observed(ServerHealth state, @Nullable Transition transition) {}
