package dev.skein.rollout;

import dev.skein.revision.Checked;
import dev.skein.revision.Replayed;
import dev.skein.revision.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What nodes think of a configuration, put together: one problem on one of them is a problem. */
final class Opinions {
    private Opinions() {}

    /** @param replies of the nodes that were asked, by id */
    static Checked of(Map<String, Bundles.Reply> replies) {
        List<String> problems = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        Replayed replayed = Replayed.NONE;
        for (Map.Entry<String, Bundles.Reply> reply : replies.entrySet()) {
            String before = "node " + reply.getKey() + ": ";
            try {
                byte[] said = reply.getValue().body();
                if (said == null) {
                    problems.add(
                            before + "could not check it: " + reply.getValue().failure());
                    continue;
                }
                Verdict verdict = Verdict.decode(said);
                verdict.problems().forEach(problem -> problems.add(before + problem));
                verdict.warnings().forEach(warning -> warnings.add(before + warning));
                replayed = replayed.plus(verdict.replayed());
            } catch (IOException e) {
                problems.add(before + "its answer can't be read: " + e.getMessage());
            }
        }
        return new Checked(problems, warnings, replayed, List.copyOf(replies.keySet()));
    }
}
