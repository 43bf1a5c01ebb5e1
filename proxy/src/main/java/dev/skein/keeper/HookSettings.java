package dev.skein.keeper;

import java.time.Duration;
import java.util.List;

/**
 * What is run when an address comes or goes: programs with their arguments, none where the list is empty.
 *
 * @param onAcquire after this node took one
 * @param onRelease after this node gave one up
 * @param onFence before this node takes one from a node that fell silent
 * @param timeout how long each may take
 */
public record HookSettings(List<String> onAcquire, List<String> onRelease, List<String> onFence, Duration timeout) {
    /** Nothing at all. */
    public static final HookSettings NONE = new HookSettings(List.of(), List.of(), List.of(), Duration.ofSeconds(1));
}
