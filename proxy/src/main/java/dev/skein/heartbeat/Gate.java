package dev.skein.heartbeat;

import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whose sealed datagrams are listened to: listed addresses, and one node for each id. Of the heartbeat's thread. */
final class Gate {
    private final String own;
    private final Map<InetSocketAddress, Peer> peers;
    private final Refusals refusals;

    Gate(String own, Map<InetSocketAddress, Peer> peers, Refusals refusals) {
        this.own = own;
        this.peers = peers;
        this.refusals = refusals;
    }

    /** The peer that speaks, or null if it is refused. */
    @Nullable
    Peer admitted(long now, InetSocketAddress from, Beat beat) {
        Peer peer = peers.get(from);
        if (beat.node().equals(own)) {
            refusals.refused(
                    now,
                    "own id",
                    "heartbeat: the node at %s calls itself %s, as this one does (expected: an id of its own)"
                            .formatted(Addresses.text(from), own));
            return null;
        }
        if (peer == null) {
            refusals.refused(
                    now,
                    "unlisted",
                    "heartbeat: node %s at %s is refused: cluster.members does not list it"
                            .formatted(beat.node(), Addresses.text(from)));
            return null;
        }
        for (Peer other : peers.values()) {
            if (other != peer && other.name.equals(beat.node()) && other.speaks() && other.boot != beat.boot()) {
                refusals.refused(
                        now,
                        "double id",
                        "heartbeat: two nodes call themselves %s, at %s and at %s (expected: one); the second is refused"
                                .formatted(beat.node(), Addresses.text(other.address), Addresses.text(from)));
                return null;
            }
        }
        return peer;
    }
}
