package dev.skein.rollout;

import dev.skein.config.Loaded;
import dev.skein.config.Texts;
import dev.skein.model.Ticker;
import dev.skein.revision.Bundle;
import dev.skein.revision.OwnFile;
import dev.skein.revision.OwnFile.Standing;
import dev.skein.revision.Revision;
import dev.skein.revision.Taken;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings revisions into force on this node, whole or not at all, and remembers the last committed one. Confined to the
 * revisions' thread, but for what it prepares and tells.
 */
final class Switch {
    /** Files that it names, certificates say, were read then: not much later than they are used. */
    private static final long READY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Configuration configuration;
    private final RevisionStore store;
    private final Function<Loaded, Supplier<List<String>>> taker;
    private final Ticker ticker;
    private volatile State state;
    private volatile @Nullable Ready ready;

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

    /**
     * What will probably be decided next, read and compiled.
     *
     * @param own the node's own keys that it was read with
     * @param take takes it into effect, or says why it could not
     */
    private record Ready(
            long number, Bundle bundle, Texts own, Supplier<List<String>> take, OwnFile hashes, long sinceNanos) {}

    /** @param taker compiles settings; what it returns takes them into effect, or says why it could not */
    Switch(
            Configuration configuration,
            RevisionStore store,
            Function<Loaded, Supplier<List<String>>> taker,
            Ticker ticker)
            throws IOException {
        this.configuration = configuration;
        this.store = store;
        this.taker = taker;
        this.ticker = ticker;
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
     * Reads and compiles what is about to be decided, so that what is left of the switch is short and takes as long on every
     * node. Any thread.
     */
    void prepare(long number, Bundle bundle) {
        ready = made(number, bundle);
    }

    private Ready made(long number, Bundle bundle) {
        Texts own = configuration.mine();
        Loaded loaded = configuration.trial(bundle, configuration.label(number));
        return new Ready(number, bundle, own, taker.apply(loaded), configuration.hashes(bundle), ticker.nanos());
    }

    /** What was prepared, if it is that revision and nothing has changed beside it since. */
    private @Nullable Ready ready(Revision revision) {
        Ready made = ready;
        return made != null
                        && made.number == revision.number()
                        && made.bundle.id().equals(revision.id())
                        && ticker.nanos() - made.sinceNanos < READY_NANOS
                        && made.own.equals(configuration.mine())
                ? made
                : null;
    }

    /** The bundle of a revision that was prepared, without a look at the disk; else null. */
    @Nullable
    Bundle prepared(Revision revision) {
        Ready made = ready(revision);
        return made == null ? null : made.bundle;
    }

    /**
     * Takes a revision into effect.
     *
     * @return why not; none if it is in effect
     */
    List<String> to(Revision revision, Bundle bundle, boolean trial) {
        State before = state;
        Texts former = configuration.ruling();
        Ready prepared = ready(revision);
        Ready next = prepared == null ? made(revision.number(), bundle) : prepared;
        ready = null;
        // First, since the file may be read at any moment: what is read then must not bring back the former.
        configuration.rule(bundle, configuration.label(revision.number()));
        List<String> problems = next.take.get();
        if (!problems.isEmpty()) {
            configuration.restore(former);
            return problems;
        }
        state = new State(revision, next.hashes, trial, trial ? before.known : known(before, next.hashes));
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
