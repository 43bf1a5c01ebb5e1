package dev.skein.admin;

import dev.skein.heartbeat.HeartbeatView.PeerView;
import dev.skein.heartbeat.Liveness;
import dev.skein.heartbeat.Pulse;
import dev.skein.lease.VoterSet;
import dev.skein.lease.register.Document;
import dev.skein.lease.register.Register;
import java.util.ArrayList;
import java.util.List;

/**
 * What a majority of the voters decides, as this node takes part in it. Any thread.
 *
 * @param id of this node
 */
public record Quorum(String id, Register register, Pulse heartbeat) {

    /** Voters that this node hears, itself included if it votes; sorted. */
    public List<String> present() {
        List<PeerView> peers = heartbeat.view().peers();
        List<String> present = new ArrayList<>();
        for (String voter : voters().names()) {
            boolean alive =
                    peers.stream().anyMatch(peer -> peer.node().equals(voter) && peer.liveness() == Liveness.ALIVE);
            if (alive || voter.equals(id)) {
                present.add(voter);
            }
        }
        return present;
    }

    VoterSet voters() {
        return document().voters();
    }

    Document document() {
        return register.document();
    }

    /** Whether this node hears a majority, so that something can be decided. */
    public boolean heard() {
        return present().size() >= voters().majority();
    }

    /** {@code 2 of 3 voters are heard (a, c); a majority is 2}. */
    public String text() {
        List<String> present = present();
        return present.size() + " of " + voters().size() + " voters are heard"
                + (present.isEmpty() ? "" : " (" + String.join(", ", present) + ")") + "; a majority is "
                + voters().majority();
    }
}
