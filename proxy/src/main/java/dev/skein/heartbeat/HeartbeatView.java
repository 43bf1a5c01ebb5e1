package dev.skein.heartbeat;

import java.util.List;

/**
 * What a node hears and who holds what, as one immutable picture, made anew with every heartbeat.
 *
 * @param silent whether this node's voter promises nothing yet, because it has started a moment ago
 * @param refused datagrams that were not believed since the start
 */
public record HeartbeatView(List<PeerView> peers, List<LeaseView> leases, boolean silent, long refused) {

    /**
     * One peer.
     *
     * @param node its id; empty while it has not been heard
     * @param silentMillis since its last datagram
     * @param boot its incarnation
     */
    public record PeerView(
            String node, String address, Liveness liveness, long silentMillis, long boot, boolean draining) {}

    /**
     * One resource.
     *
     * @param holder node that a majority of the voters names, or empty
     * @param term under which it holds
     * @param sinceMillis how long ago this node first saw that
     * @param planned nodes that may hold it, the one that should first
     */
    public record LeaseView(String resource, String holder, long term, long sinceMillis, List<String> planned) {}
}
