package dev.skein.lease;

import java.util.Arrays;
import java.util.List;

/** What a {@link Holder} knows about its own claim to one resource. Only the holder touches it. */
final class Claim {
    /** A grant that nobody gave. */
    static final long NONE = Long.MIN_VALUE;

    /** Where a claim stands. */
    enum State {
        /** Not wanted. */
        IDLE,
        /** Asking for a majority. */
        WANTING,
        /** Answering until {@link Claim#until}. */
        HELD
    }

    final long resource;
    State state = State.IDLE;

    /** Of the present attempt or lease; 0 while there is neither. */
    long term;

    /** The term under which this node answers: lags behind {@link #term} while that is being raised. */
    long token;

    /** The first round that asked for this term: answers to earlier ones are about something else. */
    long firstRound;

    /** By voter: until when its last grant may be used. */
    final long[] usable = new long[VoterSet.MOST];

    /** Voters that granted the present term, a bit each. */
    int grantors;

    /** Voters that refused this attempt, a bit each. */
    int refused;

    boolean busy;

    /** The highest incarnation to which a voter has promised it that refused this attempt. */
    long rival = NONE;

    long until = NONE;

    /** The highest term that anybody told. */
    long highest;

    /** The highest term that this node ever asked for: none is taken twice. */
    long tried;

    long attemptedAt;
    long notBefore = NONE;
    int attempts;

    /** What to give back, repeated until {@link #partingUntil}, when the promises have lapsed by themselves. */
    Ask.Kind partingKind = Ask.Kind.RELEASE;

    long partingTerm;
    long partingUntil = NONE;
    long successor;

    long partingRound;
    int partingHeard;

    Claim(long resource) {
        this.resource = resource;
        Arrays.fill(usable, NONE);
    }

    /** Begins an attempt under {@code term} with the round that is sent next. */
    void attempt(long now, long term, long nextRound) {
        forgetAnswers();
        raise(term, nextRound);
        attemptedAt = now;
        until = NONE;
    }

    /**
     * Goes on under a higher term from the round that is sent next. Grants of the lower one still stand: voters promise to
     * an incarnation, whatever its term.
     */
    void raise(long term, long nextRound) {
        this.term = term;
        highest = Math.max(highest, term);
        tried = Math.max(tried, term);
        firstRound = nextRound;
        grantors = 0;
    }

    long nextTerm(VoterSet voters) {
        return Math.max(highest, voters.termFloor()) + 1;
    }

    void forgetAnswers() {
        Arrays.fill(usable, NONE);
        grantors = 0;
        refused = 0;
        busy = false;
        rival = NONE;
    }

    /** Stops using the present term; voters are told from {@code nextRound} on, until {@code repeatUntil}. */
    void part(Ask.Kind how, long to, long nextRound, long repeatUntil) {
        partingKind = how;
        partingTerm = term;
        successor = to;
        partingRound = nextRound;
        partingUntil = repeatUntil;
        partingHeard = 0;
        term = 0;
        token = 0;
        until = NONE;
        forgetAnswers();
    }

    /**
     * Frees what a lost attempt bound, so that it doesn't stand in another's way, and waits a moment that differs from node
     * to node and from attempt to attempt before the next one.
     */
    void giveWay(long now, long nextRound, long incarnation, Timing timing) {
        part(Ask.Kind.RELEASE, 0, nextRound, now + timing.promise());
        attempts++;
        long places = Math.min(8, 1 + attempts);
        long mixed = (incarnation ^ resource) * 0x9E3779B97F4A7C15L + attempts * 0xBF58476D1CE4E5B9L;
        notBefore = now + (mixed >>> 33) % (places * timing.interval());
    }

    /**
     * Whether an attempt takes so long that it should make room for another's. Of two that are in each other's way, the
     * lower incarnation goes as soon as all answers must have come.
     */
    boolean hopeless(long now, long incarnation, Timing timing) {
        long age = now - attemptedAt;
        long patience = rival > incarnation ? timing.interval() / 4 : 3 * timing.interval();
        return term != 0 && (age > timing.promise() || busy && age > patience);
    }

    /** Whether another's promise is in the way of an attempt. */
    boolean contends() {
        return state == State.WANTING && term != 0 && busy;
    }

    /** Until when the holder may answer; {@link #NONE} if it may not. */
    long until() {
        return state == State.HELD ? until : NONE;
    }

    void stepDown() {
        state = State.WANTING;
        term = 0;
        token = 0;
        until = NONE;
        notBefore = NONE;
    }

    boolean parting(long now) {
        return partingTerm != 0 && now < partingUntil;
    }

    void heardParting(int voter, int voters) {
        partingHeard |= 1 << voter;
        if (Integer.bitCount(partingHeard) >= voters) {
            partingTerm = 0;
        }
    }

    void granted(int voter, long usableUntil) {
        usable[voter] = Math.max(usable[voter], usableUntil);
        grantors |= 1 << voter;
        refused &= ~(1 << voter);
    }

    /** Notes a refusal, for the sake of {@code another} or of nobody; whether the attempt can no longer win, because more than {@code spare} voters refused. */
    boolean lost(int voter, long another, int spare) {
        boolean promisedToAnother = another != 0;
        refused |= 1 << voter;
        busy |= promisedToAnother;
        rival = Math.max(rival, another);
        return state == State.WANTING && promisedToAnother && Integer.bitCount(refused) > spare;
    }

    /** Whether {@code majority} voters granted a term that this node doesn't answer under yet: from now on it does. */
    boolean takes(int majority) {
        if (token == term || Integer.bitCount(grantors) < majority) {
            return false;
        }
        state = State.HELD;
        token = term;
        attempts = 0;
        partingTerm = 0;
        return true;
    }

    void ask(long now, long promise, List<Ask> asks) {
        if (parting(now)) {
            asks.add(new Ask(partingKind, resource, partingTerm, promise, successor));
        }
        if (term != 0 && state != State.IDLE) {
            asks.add(new Ask(Ask.Kind.PROMISE, resource, term, promise, 0));
        }
    }

    /** Until when grants of {@code majority} voters may be used, or {@link #NONE}. */
    long usableBy(int majority, int voters) {
        long best = NONE;
        for (int i = 0; i < voters; i++) {
            int atLeast = 0;
            for (int j = 0; j < voters; j++) {
                if (usable[j] >= usable[i]) {
                    atLeast++;
                }
            }
            if (atLeast >= majority && usable[i] > best) {
                best = usable[i];
            }
        }
        return best;
    }

    /** Follows the voters to their places in a new set. */
    void remap(VoterSet from, VoterSet to) {
        long[] old = usable.clone();
        int oldGrantors = grantors;
        Arrays.fill(usable, NONE);
        grantors = 0;
        refused = 0;
        partingHeard = 0;
        for (int i = 0; i < to.size(); i++) {
            int before = from.indexOf(to.members().get(i).name());
            if (before != VoterSet.NOBODY) {
                usable[i] = old[before];
                grantors |= (oldGrantors >> before & 1) << i;
            }
        }
    }
}
