package dev.skein.rollout;

import dev.skein.config.Loaded;
import dev.skein.config.Texts;
import dev.skein.revision.Bundle;
import dev.skein.revision.OwnFile;
import dev.skein.revision.OwnFile.Standing;
import dev.skein.revision.Revision;
import dev.skein.revision.Taken;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Brings revisions into force on this node, whole or not at all, and remembers the last committed one. Confined to the
 * revisions' thread, but for what it tells.
 */
final class Switch {
    private final Configuration configuration;
    private final RevisionStore store;
    private final Function<Loaded, List<String>> taker;
    private volatile State state;

    /**
     * What is in force.
     *
     * @param revision null: the node follows its file
     * @param hashes of that revision, as this node sees it
     * @param trial whether it is not committed, but tried here
     * @param known this node's own file as it was when the last committed revision came into force
     */
    record State(@Nullable Revision revision, OwnFile hashes, boolean trial, OwnFile known) {
        /** Where a file stands beside what is in force. */
        Standing standing(Configuration.Own own) {
            Standing standing = own.hashes().standing(hashes, known);
            return own.problems().isEmpty() || standing == Standing.IN_FORCE ? standing : Standing.INVALID;
        }
    }

    /** @param taker takes settings into effect; says why it could not */
    Switch(Configuration configuration, RevisionStore store, Function<Loaded, List<String>> taker) throws IOException {
        this.configuration = configuration;
        this.store = store;
        this.taker = taker;
        Taken taken = store.taken();
        Texts ruling = configuration.ruling();
        this.state = taken == null || ruling == null
                ? new State(null, OwnFile.UNKNOWN, false, taken == null ? OwnFile.UNKNOWN : taken.file())
                : new State(taken.revision(), configuration.hashes(new Bundle(ruling.files())), false, taken.file());
    }

    State state() {
        return state;
    }

    /** Whether just that is in force. */
    boolean has(Revision revision, boolean trial) {
        State now = state;
        return revision.equals(now.revision) && now.trial == trial;
    }

    /**
     * Takes a revision into effect.
     *
     * @return why not; none if it is in effect
     */
    List<String> to(Revision revision, Bundle bundle, boolean trial) {
        State before = state;
        Texts former = configuration.ruling();
        String label = configuration.label(revision.number());
        // First, since the file may be read at any moment: what is read then must not bring back the former.
        configuration.rule(bundle, label);
        List<String> problems = taker.apply(configuration.trial(bundle, label));
        if (!problems.isEmpty()) {
            configuration.restore(former);
            return problems;
        }
        OwnFile hashes = configuration.hashes(bundle);
        state = new State(revision, hashes, trial, trial ? before.known : known(before, hashes));
        return List.of();
    }

    /** Remembers what is in force over restarts, unless that is a trial: after the switch, which must not wait for disks. */
    void remember() throws IOException {
        State now = state;
        if (now.revision != null && !now.trial) {
            store.take(new Taken(now.revision, now.known));
        }
    }

    /** A file that has changed stays a candidate, whatever else is committed; any other one is thereby known. */
    private OwnFile known(State before, OwnFile next) {
        Configuration.Own own = configuration.own();
        return switch (before.standing(own)) {
            case CANDIDATE -> own.hashes().same(next) ? own.hashes() : before.known;
            case IN_FORCE, SUPERSEDED -> own.hashes();
            case INVALID -> before.known;
        };
    }

    /** The file has come to ask for what is in force: should that change, the file is known to be of before. */
    void fileIsInForce() throws IOException {
        State now = state;
        OwnFile own = configuration.own().hashes();
        if (now.revision != null && !now.trial && !own.equals(now.known)) {
            state = new State(now.revision, now.hashes, false, own);
            store.take(new Taken(now.revision, own));
        }
    }
}
