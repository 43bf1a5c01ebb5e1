package dev.skein.rollout;

import dev.skein.config.Texts;
import dev.skein.revision.Agreement;
import dev.skein.revision.Bundle;
import dev.skein.revision.Head;
import dev.skein.revision.OwnFile;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Where all live nodes' files ask for the same, one of them has it committed: so files that are deployed node by node end in
 * one switch. Confined to one thread.
 */
final class EqualFiles {
    /** Before the same is proposed again, after it was refused. */
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Revisions.Told told;
    private final Configuration configuration;
    private final NodeStates states;
    private final Proposals proposals;
    private OwnFile proposed = OwnFile.UNKNOWN;
    private long proposedAt;

    EqualFiles(Revisions.Told told, Configuration configuration, NodeStates states, Proposals proposals) {
        this.told = told;
        this.configuration = configuration;
        this.states = states;
        this.proposals = proposals;
    }

    /** To be called by the node that has the role for it. */
    void look(Head head, Set<String> live) {
        OwnFile file = configuration.own().hashes();
        long now = told.ticker().nanos();
        boolean patient = file.equals(proposed) && now - proposedAt < AGAIN_NANOS;
        if (patient || head.trial() != null || !Agreement.reached(live, states.latest())) {
            return;
        }
        proposed = file;
        proposedAt = now;
        Texts texts = configuration.own().texts();
        proposals.commitEqual(new Bundle(texts.files()), texts.label(), head.number());
    }
}
