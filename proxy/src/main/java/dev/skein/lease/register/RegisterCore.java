package dev.skein.lease.register;

import dev.skein.lease.Timing;
import dev.skein.lease.VoterSet;
import dev.skein.lease.register.Message.Envelope;
import dev.skein.lease.register.Message.Reason;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One node's part of the register: acceptor, learner, and through its {@link Proposer} the one that changes it. Pure: time
 * comes in as nanoseconds of one {@link dev.skein.model.Ticker}, everything else goes out through {@link Effects}. Not safe
 * for threads.
 *
 * <p>Safety rests on five rules. A node decides about document {@code n + 1} only while {@code n} is the last it knows, and
 * by the voters of {@code n}. It answers only after the disk has it. A voter whose file is not the admitted one is no voter
 * (it may have forgotten a promise). Voters change one at a time. And they change no sooner than {@link #SPACING} after the
 * last change, so that no promise of a lease rests on a set older than the one before.
 */
final class RegisterCore {
    /** Promises of leases under one voter set have lapsed when the set after the next comes. */
    static final long SPACING = Timing.LONGEST;

    private static final long GOSSIP = TimeUnit.SECONDS.toNanos(1);

    private final String name;
    private final Effects effects;
    private final Proposer proposer;
    private final Set<String> noted = new HashSet<>();
    private final long started;
    private Stored stored;
    private long votersSince;
    private long gossipAt;

    RegisterCore(String name, Stored stored, Effects effects, long now) {
        this.name = name;
        this.stored = stored;
        this.effects = effects;
        this.started = now;
        this.votersSince = now;
        this.gossipAt = now;
        this.proposer = new Proposer(this, effects);
    }

    String name() {
        return name;
    }

    Document document() {
        return stored.committed();
    }

    long disk() {
        return stored.disk();
    }

    /** Whether this node's word counts. */
    boolean votes() {
        int at = document().voters().indexOf(name);
        return at != VoterSet.NOBODY
                && (!document().formed()
                        || document().voters().members().get(at).disk() == disk());
    }

    /** Hands a change in; {@code done} is called on this thread, once, at the latest soon after {@code deadline}. */
    void submit(long now, Change change, long deadline, Consumer<Outcome> done) {
        proposer.submit(now, new Operation(change, deadline, done));
    }

    /** To be called every 50 ms or so. */
    void tick(long now) {
        proposer.tick(now);
        if (now < gossipAt) {
            return;
        }
        gossipAt = now + GOSSIP;
        Set<String> all = new HashSet<>(effects.peers());
        all.addAll(document().voters().names());
        all.remove(name);
        all.forEach(peer -> send(now, peer, new Message.Standing()));
        boolean voter = document().voters().contains(name);
        if (!document().formed() && voter && now - started > GOSSIP) {
            proposer.form(now);
        } else if (voter && !votes()) {
            document().voters().names().forEach(other -> send(now, other, new Message.AskAdmission()));
        }
    }

    /** The operator of a lone survivor says that the others are gone: this node alone decides from now on. */
    Document force(long now) {
        Document base = stored.pending() == null ? document() : stored.pending();
        VoterSet.Member self = new VoterSet.Member(name, disk(), 0);
        commit(now, base.forced(self, effects.random()));
        tell(now, document());
        return document();
    }

    /** Takes in a message that the link has received from the node it names. */
    void received(long now, Envelope envelope) {
        if (envelope.body() instanceof Message.Learn learn) {
            learn(now, envelope.from(), learn.document());
        } else if (foreign(envelope.from(), envelope.cluster())) {
            return;
        } else if (behind(envelope)) {
            send(now, envelope.from(), new Message.Learn(document()));
            proposer.again(now, envelope.from());
        } else if (envelope.epoch() != document().epoch()
                || envelope.index() != document().index()) {
            send(now, envelope.from(), new Message.Standing());
        } else if (envelope.mark() != document().mark()) {
            differs(envelope.from());
        } else {
            take(now, envelope);
        }
    }

    private boolean behind(Envelope sender) {
        return sender.epoch() != document().epoch()
                ? sender.epoch() < document().epoch()
                : sender.index() < document().index();
    }

    private void take(long now, Envelope envelope) {
        switch (envelope.body()) {
            case Message.Prepare prepare -> send(now, envelope.from(), prepare(prepare));
            case Message.Accept accept -> send(now, envelope.from(), accept(now, accept));
            case Message.Promised promised -> proposer.promised(now, envelope, promised);
            case Message.Accepted accepted -> proposer.accepted(now, envelope, accepted);
            case Message.Refused refused -> proposer.refused(now, envelope, refused);
            case Message.AskAdmission _ -> proposer.admit(now, envelope);
            case Message.Standing _, Message.Learn _ -> {}
        }
    }

    private Message prepare(Message.Prepare prepare) {
        Ballot ballot = prepare.ballot();
        if (!votes()) {
            return new Message.Refused(ballot, stored.promised(), Reason.NO_VOTER);
        }
        if (ballot.compareTo(stored.promised()) < 0) {
            return new Message.Refused(ballot, stored.promised(), Reason.HIGHER_BALLOT);
        }
        return keep(stored.promising(ballot))
                ? new Message.Promised(ballot, stored.accepted(), stored.pending())
                : new Message.Refused(ballot, stored.promised(), Reason.DISK);
    }

    private Message accept(long now, Message.Accept accept) {
        Ballot ballot = accept.ballot();
        Document next = accept.document();
        VoterSet voters = document().voters();
        boolean fits =
                next.epoch() == document().epoch() && next.index() == document().index() + 1;
        if (!votes() || !fits || !next.voters().follows(voters)) {
            return new Message.Refused(ballot, stored.promised(), Reason.NO_VOTER);
        }
        if (ballot.compareTo(stored.promised()) < 0) {
            return new Message.Refused(ballot, stored.promised(), Reason.HIGHER_BALLOT);
        }
        if (!next.voters().sameVoters(voters) && now - votersSince < SPACING) {
            return new Message.Refused(ballot, stored.promised(), Reason.TOO_SOON);
        }
        return keep(stored.accepting(ballot, next))
                ? new Message.Accepted(ballot)
                : new Message.Refused(ballot, stored.promised(), Reason.DISK);
    }

    private boolean keep(Stored next) {
        if (!effects.keep(next)) {
            return false;
        }
        stored = next;
        return true;
    }

    private void learn(long now, String from, Document newer) {
        if (!foreign(from, newer.cluster()) && newer.newerThan(document())) {
            commit(now, newer);
        }
    }

    /**
     * Goes on to a decided document. Neither a slow disk nor one that can't be written keeps it from being read: it is
     * durable at a majority, and this node votes on nothing until it can write again.
     */
    void commit(long now, Document decided) {
        Document before = document();
        stored = stored.committing(decided);
        if (!decided.voters().sameVoters(before.voters())) {
            votersSince = now;
        }
        noted.clear();
        effects.committed(before, decided);
        effects.keep(stored);
        proposer.committed(now, decided);
    }

    /** Tells everybody what was decided. */
    void tell(long now, Document decided) {
        Set<String> all = new HashSet<>(effects.peers());
        all.addAll(decided.voters().names());
        all.remove(name);
        all.forEach(peer -> send(now, peer, new Message.Learn(decided)));
    }

    void send(long now, String to, Message body) {
        Document at = document();
        Envelope envelope = new Envelope(name, disk(), at.cluster(), at.epoch(), at.index(), at.mark(), body);
        if (to.equals(name)) {
            received(now, envelope);
        } else {
            effects.send(to, envelope);
        }
    }

    private boolean foreign(String from, long cluster) {
        boolean foreign = cluster != 0
                && document().cluster() != 0
                && cluster != document().cluster();
        if (foreign && noted.add(from)) {
            effects.note(("register: node %s belongs to another forming of the cluster (%016x, expected: %016x);"
                            + " move the register's file away on the nodes that are wrong and start them again")
                    .formatted(from, cluster, document().cluster()));
        }
        return foreign;
    }

    private void differs(String from) {
        if (noted.add(from)) {
            effects.note(
                    document().formed()
                            ? "register: node %s has another document %d (expected: the same; was a quorum forced on both?)"
                                    .formatted(from, document().index())
                            : "register: node %s is configured with other voters (expected: %s)"
                                    .formatted(from, document().voters().names()));
        }
    }
}
