package dev.skein.rollout;

import dev.skein.config.Loaded;
import dev.skein.config.Problem;
import dev.skein.config.Settings;
import dev.skein.control.SettingsCompiler;
import dev.skein.revision.Bundle;
import dev.skein.revision.Replayed;
import dev.skein.revision.Verdict;
import java.util.List;

/** What this node thinks of a configuration that somebody proposes: it is read, compiled and tried, and changes nothing. */
final class Checking {
    private final Revisions.Node node;

    Checking(Revisions.Node node) {
        this.node = node;
    }

    Verdict verdict(Bundle bundle, String label) {
        Loaded loaded = node.configuration().trial(bundle, label);
        return switch (loaded) {
            case Loaded.Invalid invalid -> new Verdict(Configuration.problems(invalid), List.of(), Replayed.NONE);
            case Loaded.Valid valid -> compiled(valid);
        };
    }

    private Verdict compiled(Loaded.Valid valid) {
        List<String> warnings = valid.warnings().stream().map(Problem::toString).toList();
        Settings next = valid.settings();
        try {
            var unused = SettingsCompiler.compile(next, null, node.replays().provider());
        } catch (IllegalArgumentException e) {
            return new Verdict(List.of(String.valueOf(e.getMessage())), warnings, Replayed.NONE);
        }
        return new Verdict(
                List.of(), warnings, node.replays().replay(node.settings().get(), next));
    }
}
