package dev.skein.heartbeat;

import dev.skein.lease.Steadiness;
import dev.skein.lease.Timing;
import dev.skein.lease.VoterSet;
import java.util.Collection;
import java.util.stream.Stream;

/** Tells how peers are heard when that changes, and damps those that come and go. Of the heartbeat's thread. */
final class Census {
    private static final int SETTLING_PROMISES = 10;

    private final HeartbeatListener listener;
    private Timing timing;
    private final Steadiness steadiness;
    private boolean ableItself = true;
    /** Whether this node has ever heard a majority of the voters. */
    private boolean begun;
    /** Whether it hears none since it lost several of them at once. */
    private boolean cutOff;
    /** Whether it is counted as there. */
    private boolean counted;

    private boolean alone;
    private long spoke;

    Census(HeartbeatListener listener, Timing timing) {
        this.listener = listener;
        this.timing = timing;
        this.steadiness = new Steadiness(SETTLING_PROMISES * timing.promise());
    }

    /** Peers are judged by that from now on; how long one must be steady stays as it was at the start. */
    void timing(Timing next) {
        timing = next;
    }

    void judge(long now, Peer peer) {
        Liveness liveness = peer.judge(now, timing);
        boolean news = liveness != peer.liveness;
        peer.liveness = liveness;
        if (peer.renewed()) {
            steadiness.restarted(now, peer.name);
        }
        if (peer.changed()) {
            if (peer.able()) {
                steadiness.came(now, peer.name);
            } else {
                steadiness.went(now, peer.name);
            }
        }
        if (news && !peer.name.isEmpty()) {
            listener.heard(peer.name, liveness, peer.reason(now));
        }
    }

    /** Whether this node gives up nothing, as it tells the others now. It, too, is damped, so that all make the same plan. */
    void own(long now, String self, boolean able) {
        ableItself = able;
        countItself(now, self);
    }

    /**
     * Whether this node hears a majority of the voters. Where it lost several of them at once, it is this node that has gone, and
     * none of them; one that is lost, of two voters or of the last two, tells nothing of who it is that went.
     */
    void count(long now, String self, VoterSet voters, Collection<Peer> peers) {
        alone = peers.stream().noneMatch(peer -> voters.contains(peer.name) && peer.liveness != Liveness.GONE);
        long others = peers.stream()
                .filter(peer -> peer.speaks() && voters.contains(peer.name))
                .count();
        boolean hears = others + (voters.contains(self) ? 1 : 0) >= voters.majority(alone);
        begun |= hears;
        cutOff = !hears && (cutOff || lost(now, voters, peers) > 1);
        if (cutOff) {
            silent(peers).forEach(peer -> steadiness.pardon(moment(now), peer.name));
        }
        countItself(now, self);
    }

    private long lost(long now, VoterSet voters, Collection<Peer> peers) {
        return silent(peers)
                .filter(peer -> voters.contains(peer.name) && steadiness.wentSince(moment(now), peer.name))
                .count();
    }

    private static Stream<Peer> silent(Collection<Peer> peers) {
        return peers.stream().filter(peer -> !peer.speaks());
    }

    /** What was lost since then was lost at once: that is noticed one by one. */
    private long moment(long now) {
        return now - timing.promise() - timing.interval();
    }

    /** Whether nobody else of the voters is there, nor was a moment ago. */
    boolean alone() {
        return alone;
    }

    void spoke(long now) {
        spoke = now;
    }

    /** This node stood still, maybe for so long that the others missed it. */
    void awoke(long now, String self) {
        if (counted && now - spoke > timing.suspicion()) {
            steadiness.went(now, self);
            steadiness.came(now, self);
        }
        spoke = now;
    }

    private void countItself(long now, String self) {
        boolean is = ableItself && begun && !cutOff;
        if (is != counted) {
            counted = is;
            if (is) {
                steadiness.came(now, self);
            } else {
                steadiness.went(now, self);
            }
        }
    }

    boolean steady(long now, String node) {
        return steadiness.steady(now, node);
    }
}
