package dev.skein.lease.register;

import dev.skein.lease.VoterSet;
import dev.skein.lease.register.Message.Envelope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Turns changes into documents: prepares a ballot, applies what waits to the document that a majority has confirmed to be
 * the last (or finishes the one that it finds begun), has a majority accept it, and tells everybody. Two that propose at
 * once disturb each other; both then wait for a random moment.
 */
final class Proposer {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);
    private static final long BACKOFF = TimeUnit.MILLISECONDS.toNanos(50);

    private enum Phase {
        IDLE,
        PREPARING,
        ACCEPTING
    }

    private final RegisterCore core;
    private final Effects effects;
    private final long session;
    private final Waiting waiting;
    private final Map<String, Long> agreed = new HashMap<>();
    private final Map<String, Message.Reason> refused = new HashMap<>();
    private Phase phase = Phase.IDLE;
    private long highestCounter;
    private Ballot ballot = Ballot.NONE;
    private Ballot foundBallot = Ballot.NONE;
    private @Nullable Document found;
    private @Nullable Document proposed;
    private long patienceUntil;
    private long notBefore = Long.MIN_VALUE;
    private int failures;

    Proposer(RegisterCore core, Effects effects) {
        this.core = core;
        this.effects = effects;
        this.session = effects.random();
        this.waiting = new Waiting(session);
    }

    void submit(long now, Operation operation) {
        if (waiting.add(operation)) {
            begin(now);
        }
    }

    /** Has the first document decided, unless somebody is at it. */
    void form(long now) {
        if (waiting.isEmpty()) {
            submit(now, new Operation(new Change.Confirm(), now + 10 * PATIENCE, _ -> {}));
        }
    }

    /** Lets a voter with a new file in, unless that is under way. */
    void admit(long now, Envelope from) {
        Change.Admit admit = new Change.Admit(from.from(), from.disk(), false);
        int at = core.document().voters().indexOf(from.from());
        boolean listed = at != VoterSet.NOBODY
                && core.document().voters().members().get(at).disk() != from.disk();
        boolean underWay = waiting.any(operation -> operation.change.equals(admit));
        if (core.votes() && listed && !underWay) {
            effects.note("register: node %s comes with a new file: to be admitted".formatted(from.from()));
            submit(now, new Operation(admit, now + 10 * PATIENCE, _ -> {}));
        }
    }

    void tick(long now) {
        waiting.late(now).forEach(this::tooLate);
        proposeIfReady(now);
        if (phase != Phase.IDLE && now >= patienceUntil) {
            rest(now);
        }
        begin(now);
    }

    private void tooLate(Operation operation) {
        String why = "%d of %d voters agreed (expected: %d)%s"
                .formatted(
                        agreed.size(),
                        core.document().voters().size(),
                        core.document().voters().majority(),
                        refused.isEmpty() ? "" : "; refused: " + refused);
        operation.end(operation.sent ? new Outcome.Unknown(why) : new Outcome.NoMajority(why));
    }

    /** Gives up the present ballot for a random moment. */
    private void rest(long now) {
        phase = Phase.IDLE;
        failures = Math.min(failures + 1, 8);
        notBefore = now + BACKOFF / 4 + Math.floorMod(effects.random(), BACKOFF * failures);
    }

    private void begin(long now) {
        if (phase != Phase.IDLE || waiting.isEmpty() || now < notBefore) {
            return;
        }
        phase = Phase.PREPARING;
        waiting.ballotBegins();
        ballot = new Ballot(++highestCounter, session);
        agreed.clear();
        refused.clear();
        found = null;
        foundBallot = Ballot.NONE;
        patienceUntil = now + PATIENCE;
        ask(now, new Message.Prepare(ballot));
    }

    /** Asks every voter, this node last: its own answer may end the phase. */
    private void ask(long now, Message message) {
        List<String> voters = core.document().voters().names();
        voters.stream().filter(voter -> !voter.equals(core.name())).forEach(voter -> core.send(now, voter, message));
        if (voters.contains(core.name())) {
            core.send(now, core.name(), message);
        }
    }

    void promised(long now, Envelope from, Message.Promised promised) {
        if (phase != Phase.PREPARING || !promised.ballot().equals(ballot) || !counts(from)) {
            return;
        }
        agreed.put(from.from(), from.disk());
        if (promised.document() != null && promised.accepted().compareTo(foundBallot) > 0) {
            foundBallot = promised.accepted();
            found = promised.document();
        }
        proposeIfReady(now);
    }

    /** A majority is enough, but when voters are named it matters who else is there: that waits for them a little. */
    private void proposeIfReady(long now) {
        VoterSet voters = core.document().voters();
        boolean wait = found == null
                && (waiting.beginsWithVoters() || !core.document().formed())
                && now < patienceUntil - PATIENCE / 2
                && agreed.size() + refused.size() < voters.size();
        if (phase == Phase.PREPARING && agreed.size() >= voters.majority() && !wait) {
            propose(now, found == null ? waiting.compose(core.document(), agreed, effects) : found);
        }
    }

    /** Whether that node's word counts: a voter with its admitted file. */
    private boolean counts(Envelope from) {
        int at = core.document().voters().indexOf(from.from());
        return at != VoterSet.NOBODY
                && (!core.document().formed()
                        || core.document().voters().members().get(at).disk() == from.disk());
    }

    private void propose(long now, @Nullable Document next) {
        phase = Phase.IDLE;
        if (next == null) {
            begin(now);
            return;
        }
        phase = Phase.ACCEPTING;
        proposed = next;
        agreed.clear();
        patienceUntil = now + PATIENCE;
        ask(now, new Message.Accept(ballot, next));
    }

    void accepted(long now, Envelope from, Message.Accepted accepted) {
        Document next = proposed;
        if (phase != Phase.ACCEPTING || next == null || !accepted.ballot().equals(ballot) || !counts(from)) {
            return;
        }
        agreed.put(from.from(), from.disk());
        if (agreed.size() >= core.document().voters().majority()) {
            // Decided already: so nobody has to wait for this node's disk.
            core.tell(now, next);
            core.commit(now, next);
            begin(now);
        }
    }

    /** A node has just been told the last document: what it was asked before, it could not answer. */
    void again(long now, String node) {
        Document next = proposed;
        if (core.document().voters().contains(node) && !agreed.containsKey(node)) {
            if (phase == Phase.PREPARING) {
                core.send(now, node, new Message.Prepare(ballot));
            } else if (phase == Phase.ACCEPTING && next != null) {
                core.send(now, node, new Message.Accept(ballot, next));
            }
        }
    }

    void refused(long now, Envelope from, Message.Refused answer) {
        if (phase == Phase.IDLE || !answer.ballot().equals(ballot)) {
            return;
        }
        refused.put(from.from(), answer.reason());
        highestCounter = Math.max(highestCounter, answer.promised().counter());
        VoterSet voters = core.document().voters();
        if (answer.reason() == Message.Reason.HIGHER_BALLOT || refused.size() > voters.size() - voters.majority()) {
            rest(now);
        }
        proposeIfReady(now);
    }

    /** A document was decided, by whomever: what of ours is in it is done, the rest is tried again with the next. */
    void committed(long now, Document decided) {
        phase = Phase.IDLE;
        proposed = null;
        failures = 0;
        notBefore = now;
        waiting.committed(decided);
    }
}
