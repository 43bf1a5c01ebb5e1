package dev.skein.rollout;

import dev.skein.revision.Result;
import dev.skein.revision.Revision;
import dev.skein.revision.Trial;
import dev.skein.telemetry.EventKind;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** How trials end: the revision that one node tried rules from then on, or it is taken back. */
final class Trials {
    private final Revisions.Told told;
    private final Proposals proposals;

    Trials(Revisions.Told told, Proposals proposals) {
        this.told = told;
        this.proposals = proposals;
    }

    /** It went well. */
    CompletableFuture<Result> promote(Trial trial) {
        Revision tried = trial.revision();
        String how = "tried on node " + trial.node() + " for " + trial.watchMillis() / 1000 + " s";
        return proposals.promote(
                tried.id(),
                (head, id) -> trial.equals(head.trial())
                        ? head.committing(id, tried.author(), told.ticker().epochMillis(), tried.note())
                        : null,
                head -> proposals.tell(head, tried.author(), how));
    }

    /** What is tried, if anything is, is taken back. */
    CompletableFuture<Result> withdraw(String why, String by) {
        return proposals.decide(register -> {
            Trial trial = proposals.head().trial();
            if (trial == null) {
                return new Result.Refused(List.of("no node tries a configuration"));
            }
            Result result = register.put("", (head, id) -> trial.equals(head.trial()) ? head.withoutTrial() : null);
            if (result instanceof Result.Committed) {
                String what = "revision " + trial.revision() + " on node " + trial.node();
                told.journal().add(EventKind.CONFIGURATION_WITHDRAWN, what, why, by);
            }
            return result;
        });
    }
}
