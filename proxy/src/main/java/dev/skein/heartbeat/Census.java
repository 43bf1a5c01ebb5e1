package dev.skein.heartbeat;

import dev.skein.lease.Steadiness;
import dev.skein.lease.Timing;
import dev.skein.lease.VoterSet;
import java.util.Collection;

/** Tells how peers are heard when that changes, and damps those that come and go. Of the heartbeat's thread. */
final class Census {
    private static final int SETTLING_PROMISES = 10;

    private final HeartbeatListener listener;
    private Timing timing;
    private final Steadiness steadiness;
    private boolean begun;
    private boolean ableItself;

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

    /** This node, too, is steady only a while after its start: so that all nodes make the same plan. Counts once. */
    void begin(long now, String self, boolean able) {
        if (!begun) {
            begun = true;
            ableItself = able;
            if (able) {
                steadiness.came(now, self);
            }
        }
    }

    /** Whether this node is there, and gives up nothing, as the others hear it. */
    void own(long now, String self, boolean able) {
        if (begun && able != ableItself) {
            ableItself = able;
            if (able) {
                steadiness.came(now, self);
            } else {
                steadiness.went(now, self);
            }
        }
    }

    boolean steady(long now, String node) {
        return steadiness.steady(now, node);
    }

    /** Whether nobody else of the voters is there, nor was a moment ago. */
    static boolean silent(Collection<Peer> peers, VoterSet voters) {
        return peers.stream().noneMatch(peer -> voters.contains(peer.name) && peer.liveness != Liveness.GONE);
    }
}
