package dev.skein.admin;

import dev.skein.cluster.keys.KeyPurpose;
import dev.skein.cluster.keys.KeyRing;
import dev.skein.heartbeat.HeartbeatView.PeerView;
import dev.skein.heartbeat.Liveness;
import dev.skein.heartbeat.Pulse;
import dev.skein.lease.VoterSet;
import dev.skein.lease.register.Document;
import dev.skein.lease.register.Register;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What a majority of the voters decides, as this node takes part in it. Any thread.
 *
 * @param id of this node
 * @param moving moves virtual addresses
 */
public record Quorum(String id, Register register, Pulse heartbeat, Moving moving, Keys keys) {

    /** Has the holder of a virtual address hand it over, whichever node that is. */
    @FunctionalInterface
    public interface Moving {
        /**
         * Asks the holder; whether the address then moves is to be seen in the leases.
         *
         * @return fails with a reason for people if the holder can't be asked
         */
        CompletableFuture<Void> move(String holder, String resource, String to);
    }

    /** The cluster's keys: which there are, and how new ones are made. */
    public record Keys(Supplier<KeyRing> ring, Rotation rotation) {}

    /** Makes new keys. */
    @FunctionalInterface
    public interface Rotation {
        /**
         * @param revoke whether the present ones are recognised no more
         * @return the ring in use; fails with an {@link IllegalStateException} that says why nothing was changed
         */
        CompletableFuture<KeyRing> rotate(Set<KeyPurpose> purposes, boolean revoke, String author);
    }

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

    /** Why nothing could be decided without that node; empty: it could. */
    public String without(String node) {
        List<String> left = new ArrayList<>(present());
        left.remove(node);
        return left.size() >= voters().majority()
                ? ""
                : "without node " + node + " only " + left.size() + " of " + voters().size()
                        + " voters would be heard (expected: at least " + voters().majority() + ")";
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
