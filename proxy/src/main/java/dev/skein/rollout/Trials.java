package dev.skein.rollout;

import dev.skein.revision.Result;
import dev.skein.revision.Revision;
import dev.skein.revision.Trial;
import dev.skein.telemetry.EventKind;
import java.util.concurrent.CompletableFuture;

/** How trials end: the revision that one node tried rules from then on, or it is taken back. */
final class Trials {
    private final Revisions.Told told;
    private final Proposals proposals;

    Trials(Revisions.Told told, Proposals proposals) {
        this.told = told;
        this.proposals = proposals;
    }

    /**
     * It went well, or somebody has seen enough.
     *
     * @param why of whoever did not wait for the end of its time; empty if that came
     */
    CompletableFuture<Result> promote(Trial trial, String by, String why) {
        Revision tried = trial.revision();
        String how = "tried on node " + trial.node()
                + (why.isEmpty() ? " for " + trial.watchMillis() / 1000 + " s" : ", committed before its end: " + why);
        return proposals.promote(
                tried.id(),
                (head, id) -> trial.equals(head.trial())
                        ? head.committing(id, tried.author(), told.ticker().epochMillis(), tried.note())
                        : null,
                head -> proposals.tell(head, by, how));
    }

    /** What is tried, if anything is, is taken back. */
    CompletableFuture<Result> withdraw(String why, String by) {
        return proposals.decide(register -> {
            Trial trial = proposals.head().trial();
            if (trial == null) {
                return Desk.NOTHING_TRIED;
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
