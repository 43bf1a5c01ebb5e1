package dev.skein.heartbeat;

import dev.skein.lease.Answer;
import dev.skein.lease.Ask;
import dev.skein.lease.Holder;
import dev.skein.lease.Round;
import dev.skein.lease.Sightings;
import dev.skein.lease.Timing;
import dev.skein.lease.Voter;
import dev.skein.lease.VoterSet;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * What a node says and does about what it hears: believes peers, votes, renews, steps down. Everything but the socket, over
 * explicit time. Of the heartbeat's thread.
 */
final class Station {
    final String name;
    final long boot;
    final Holder holder;
    final Voter voter;
    final Sightings sightings = new Sightings();
    final Map<InetSocketAddress, Peer> peers = new LinkedHashMap<>();
    private final Gate gate;
    private final Census census;
    private final Refusals refusals;
    private final Speech speech;
    private final Standings standings;
    private final LeaseDesk desk;
    private final Showing showing;
    private Timing timing;
    private VoterSet voters;
    private boolean tell;

    Station(HeartbeatSetup setup, long boot, Refusals refusals, BiConsumer<InetSocketAddress, Beat> out) {
        this.name = setup.node();
        this.boot = boot;
        this.timing = setup.timing();
        this.voters = setup.voters();
        this.voter = setup.voter();
        this.refusals = refusals;
        this.speech = new Speech(name, boot, out);
        this.standings = new Standings(setup.listener());
        this.gate = new Gate(name, peers, refusals);
        this.census = new Census(setup.listener(), timing);
        this.desk = new LeaseDesk(this, setup.listener());
        this.showing = new Showing(this);
        this.holder = new Holder(boot, timing, voters, desk);
        speech.stamp(voters.stamp());
        voter.voters(voters);
        voter.prepare(timing.promise());
    }

    LeaseDesk desk() {
        return desk;
    }

    Census census() {
        return census;
    }

    VoterSet voters() {
        return voters;
    }

    int majority() {
        return voters.majority(census.alone());
    }

    Timing timing() {
        return timing;
    }

    boolean draining() {
        return speech.has(Beat.DRAINING) || orphaned();
    }

    boolean orphaned() {
        return speech.has(Beat.ORPHANED);
    }

    void draining(long now, boolean on) {
        flag(now, Beat.DRAINING, on);
    }

    void orphaned(long now, boolean on) {
        flag(now, Beat.ORPHANED, on);
    }

    /** Whether there is something that this machine can't hold. */
    void barred(long now, boolean on) {
        flag(now, Beat.BARRED, on);
    }

    /** Others hear of it at once, and what this node may hold no more it gives up in the same breath. */
    private void flag(long now, int flag, boolean on) {
        if (speech.flag(flag, on)) {
            desk.plan(now);
            desk.attend(now);
            tell = true;
        }
    }

    void voters(VoterSet next) {
        if (next.stamp() > voters.stamp()) {
            voters = next;
            speech.stamp(next.stamp());
            voter.voters(next);
            holder.voters(next);
        }
    }

    void timing(Timing next) {
        timing = next;
        holder.timing(next);
        census.timing(next);
        voter.prepare(next.promise());
    }

    /** Speaks to these from now on, and listens to nobody else. */
    void peers(List<InetSocketAddress> addresses) {
        peers.keySet().retainAll(addresses);
        addresses.forEach(address -> peers.computeIfAbsent(address, Peer::new));
    }

    /** This process or machine stood still: it can say of no lease that it holds, and of nobody that it was silent. */
    void awoke(long now) {
        holder.paused(now);
        census.awoke(now, name);
        peers.values().forEach(peer -> peer.excuse(now));
    }

    void received(long now, InetSocketAddress from, Beat beat) {
        Peer peer = beat.boot() == boot ? null : gate.admitted(now, from, beat);
        if (peer != null) {
            believe(now, peer, beat);
        }
    }

    private void believe(long now, Peer peer, Beat beat) {
        switch (peer.receive(now, beat, boot, timing)) {
            case REPLAYED ->
                refusals.refused(now, "replayed", "heartbeat: a datagram of node %s came twice".formatted(beat.node()));
            case UNPROVEN -> speech.prove(peer, Content.NOTHING);
            case STARTED, BELIEVED -> act(now, peer, beat);
            case JUMPED -> {
                awoke(now);
                act(now, peer, beat);
            }
        }
    }

    private void act(long now, Peer peer, Beat beat) {
        census.judge(now, peer);
        standings.heard(beat);
        List<Answer> answers = new ArrayList<>(beat.asks().size());
        long moves = voter.moves();
        for (Ask ask : beat.asks()) {
            answers.add(voter.answer(now, beat.boot(), beat.stamp(), ask));
            if (ask.kind() == Ask.Kind.HAND_OVER && ask.successor() == boot) {
                holder.handed(ask.resource(), ask.term() + 1, now);
            }
        }
        // Only what changed something is told at once: else two nodes that give way would answer each other without
        // end.
        tell |= voter.moves() != moves;
        if (!answers.isEmpty() && voters.contains(name)) {
            speech.say(peer, Content.answering(beat.round(), answers));
        }
        for (Answer answer : beat.answers()) {
            if (answer.verdict() == Answer.Verdict.BUSY) {
                sightings.heard(now, peer.name, List.of(answer));
            }
            holder.answered(now, peer.name, beat.answered(), answer);
        }
        if (!beat.table().isEmpty()) {
            sightings.heard(now, peer.name, beat.table());
            desk.attend(now);
        }
    }

    void stand(List<Standing> next) {
        tell |= standings.own(next);
    }

    /** Has all be said again before the next interval. */
    void tell(boolean now) {
        tell |= now;
    }

    /** What is due with every interval; nobody was silent because this node reads late, and so far it has {@code read}. */
    void tick(long read, long now) {
        peers.values().forEach(peer -> census.judge(read, peer));
        census.count(now, name, voters, peers.values());
        holder.alone(census.alone());
        desk.plan(now);
        desk.attend(now);
        speak(now);
    }

    /** Speaks at once if something can't wait for the next interval. */
    void flush(long now) {
        if (tell) {
            desk.attend(now);
        }
        if (tell || holder.urgent()) {
            speak(now);
        }
        desk.renewed();
    }

    /** Says to everybody that this node is gone, after it has given back what it held. */
    void leave(long now) {
        desk.leave(now);
        speak(now);
        speech.flag(Beat.LEAVING, true);
        speak(now);
    }

    private void speak(long now) {
        tell = false;
        census.own(now, name, speech.able());
        census.spoke(now);
        Round round = holder.round(now);
        boolean votes = voters.contains(name);
        for (Ask ask : votes ? round.asks() : List.<Ask>of()) {
            holder.answered(now, name, round.number(), voter.answer(now, boot, round.stamp(), ask));
        }
        List<Answer> table = votes ? voter.table(now) : List.of();
        for (Peer peer : peers.values()) {
            for (Content content : Content.of(round, table, standings.own())) {
                speech.say(peer, content);
            }
        }
        showing.publish(now);
    }

    HeartbeatView view() {
        return showing.view();
    }

    long refused() {
        return refusals.total();
    }
}
