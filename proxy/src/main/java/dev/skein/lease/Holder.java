package dev.skein.lease;

import dev.skein.lease.Claim.State;
import dev.skein.lease.LeaseListener.End;
import java.util.ArrayList;
import java.util.List;

/**
 * One node's side of all leases: asks for what it wants, renews everything it holds in one {@link Round}, and answers for a
 * resource only while a majority of the <em>configured</em> voters has promised it, counted from when the round was sent
 * and for less than was promised. It steps down by itself; {@link #answering} is false from the nanosecond on, even before
 * {@link #round} has noticed.
 *
 * <p>Not safe for threads; all times are nanoseconds of one {@link dev.skein.model.Ticker}. The caller sends a round every
 * {@link Timing#interval}, and at once when {@link #urgent} says so.
 */
public class Holder {
    private final long incarnation;
    private final LeaseListener listener;
    private final Claims claims = new Claims();
    private final Rounds rounds = new Rounds();
    private Timing timing;
    private VoterSet voters;
    private boolean urgent;
    private boolean alone;

    /** A holder without a lease; {@code incarnation} is random for each start of a node, and never 0. */
    public Holder(long incarnation, Timing timing, VoterSet voters, LeaseListener listener) {
        this.incarnation = incarnation;
        this.timing = timing;
        this.voters = voters;
        this.listener = listener;
    }

    /** Whether this node may answer for the resource at {@code now}: ask again for every answer. */
    public boolean answering(long resource, long now) {
        return term(resource, now) != 0;
    }

    /** The fencing token of a lease that stands at {@code now}, or 0. */
    public long term(long resource, long now) {
        Claim claim = claims.known(resource);
        return now < claim.until() ? claim.token : 0;
    }

    /** Until when this node may answer, if nobody renews it; some time in the past if it may not. */
    public long until(long resource) {
        return claims.known(resource).until();
    }

    public boolean wants(long resource) {
        return claims.known(resource).state != State.IDLE;
    }

    /** Whether it goes for the resource, and another's promise is in the way. */
    public boolean contends(long resource) {
        return claims.known(resource).contends();
    }

    /** Goes for the resource, unless it does already. */
    public void want(long resource, long now) {
        Claim claim = claims.of(resource);
        if (claim.state == State.IDLE) {
            claim.state = State.WANTING;
            claim.notBefore = now;
            urgent = true;
        }
    }

    /** Gives the resource back, or no longer goes for it. */
    public void release(long resource, long now) {
        end(resource, now, End.RELEASED, 0);
    }

    /** Stops answering and has the voters move their promise to {@code successor}; nothing unless this node holds it. */
    public void handOver(long resource, long successor, long now) {
        if (answering(resource, now)) {
            end(resource, now, End.HANDED_OVER, successor);
        }
    }

    private void end(long resource, long now, End why, long successor) {
        Claim claim = claims.known(resource);
        if (claim.state == State.IDLE) {
            return;
        }
        boolean held = claim.until() != Claim.NONE;
        long token = claim.token;
        claim.state = State.IDLE;
        if (claim.term != 0) {
            Ask.Kind how = why == End.HANDED_OVER ? Ask.Kind.HAND_OVER : Ask.Kind.RELEASE;
            claim.part(how, successor, rounds.next(), now + timing.promise());
            urgent = true;
        }
        if (held) {
            listener.lost(resource, token, why);
        }
    }

    /** The holder says that it had the voters move the resource to this node, under {@code term}. */
    public void handed(long resource, long term, long now) {
        Claim claim = claims.of(resource);
        if (claim.state != State.HELD && term >= claim.highest && term > claim.tried) {
            claim.state = State.WANTING;
            claim.attempt(now, term, rounds.next());
            urgent = true;
        }
    }

    /** Takes over a new voter set; older ones are ignored. */
    public void voters(VoterSet next) {
        if (next.stamp() > voters.stamp()) {
            claims.forEach(claim -> claim.remap(voters, next));
            voters = next;
        }
    }

    /** From the next round on, asks for promises of another length. */
    public void timing(Timing next) {
        timing = next;
    }

    /** In a pair: whether the other voter has been silent for longer than any promise. Without {@code pair} of no effect. */
    public void alone(boolean now) {
        alone = now;
    }

    /**
     * A pause of this process or machine was seen: its clock may have stood still, so whatever was granted before counts no
     * more. A majority must be heard before this node answers again.
     */
    public void paused(long now) {
        rounds.forgetAll();
        for (Claim claim : claims) {
            if (claim.state == State.HELD) {
                stepDown(claim, End.PAUSED);
            } else if (claim.state == State.WANTING && claim.term != 0) {
                claim.attempt(now, claim.nextTerm(voters), rounds.next());
            }
        }
    }

    /** Whether a round should be sent before the next one is due. */
    public boolean urgent() {
        return urgent;
    }

    /** Steps down from what lapsed, and says what to send to every voter now, this node's own included. */
    public Round round(long now) {
        urgent = false;
        List<Ask> asks = new ArrayList<>();
        for (Claim claim : claims) {
            advance(claim, now);
            claim.ask(now, timing.promise(), asks);
        }
        return new Round(rounds.begin(now, timing.promise()), voters.stamp(), asks);
    }

    private void advance(Claim claim, long now) {
        if (claim.state == State.HELD && now >= claim.until) {
            stepDown(claim, End.LAPSED);
        }
        if (claim.state != State.WANTING) {
            return;
        }
        if (claim.hopeless(now, incarnation, timing)) {
            giveWay(claim, now);
        }
        if (claim.term == 0 && now >= claim.notBefore) {
            claim.attempt(now, claim.nextTerm(voters), rounds.next());
        }
    }

    /** The answer of the voter {@code name} to round {@code number}, received at {@code now}. */
    public void answered(long now, String name, long number, Answer answer) {
        int voter = voters.indexOf(name);
        Claim claim = claims.find(answer.resource());
        if (voter == VoterSet.NOBODY || claim == null || !rounds.remembered(number)) {
            return;
        }
        claim.highest = Math.max(claim.highest, answer.term());
        if (answer.verdict() == Answer.Verdict.RELEASED) {
            if (number >= claim.partingRound) {
                claim.heardParting(voter, voters.size());
            }
        } else if (claim.term != 0 && number >= claim.firstRound && rounds.counts(number)) {
            decided(claim, now, new Voice(voter, number, answer));
        }
    }

    private void decided(Claim claim, long now, Voice voice) {
        Answer answer = voice.answer();
        switch (answer.verdict()) {
            case GRANTED -> granted(claim, now, voice);
            case BUSY -> refused(claim, now, voice.voter(), answer.holder());
            case SILENT, OUTDATED -> refused(claim, now, voice.voter(), 0);
            case STALE -> {
                claim.raise(claim.nextTerm(voters), rounds.next());
                urgent = true;
            }
            case TOLD, RELEASED -> {}
        }
    }

    private void granted(Claim claim, long now, Voice voice) {
        if (claim.state == State.HELD && now >= claim.until) {
            stepDown(claim, End.LAPSED);
            return;
        }
        long sentAt = countsFrom(rounds.sentAt(voice.round()), now);
        claim.granted(voice.voter(), sentAt + Timing.usable(rounds.promised(voice.round())));
        long usable = claim.usableBy(majority(voters), voters.size());
        claim.until = Math.max(claim.until, usable);
        if (now < claim.until && claim.takes(majority(voters))) {
            listener.acquired(claim.resource, claim.term);
        }
    }

    private void refused(Claim claim, long now, int voter, long another) {
        if (claim.lost(voter, another, voters.size() - majority(voters))) {
            giveWay(claim, now);
        }
    }

    private void giveWay(Claim claim, long now) {
        claim.giveWay(now, rounds.next(), incarnation, timing);
        urgent = true;
    }

    private void stepDown(Claim claim, End why) {
        long token = claim.token;
        claim.stepDown();
        urgent = true;
        listener.lost(claim.resource, token, why);
    }

    /** From when a grant counts. Overridden only to show that the simulation finds a wrong one. */
    long countsFrom(long sentAt, long receivedAt) {
        return sentAt;
    }

    /** How many voters must agree. Overridden only to show that the simulation finds a wrong one. */
    int majority(VoterSet voters) {
        return voters.majority(alone);
    }

    /** A voter's answer to one round. */
    private record Voice(int voter, long round, Answer answer) {}
}
