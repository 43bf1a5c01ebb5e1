package dev.skein.revision;

import java.util.List;

/**
 * What all live nodes together think of a configuration.
 *
 * @param problems why it can't be committed, each with its node and place
 * @param warnings likewise, of what is allowed
 * @param replayed recent requests of all of them
 * @param nodes those that were asked
 */
public record Checked(List<String> problems, List<String> warnings, Replayed replayed, List<String> nodes) {
    public Checked {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
        nodes = List.copyOf(nodes);
    }
}
