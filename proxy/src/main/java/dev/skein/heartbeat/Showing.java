package dev.skein.heartbeat;

import dev.skein.lease.Plan;
import dev.skein.lease.Sightings.Holding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What people see of heartbeats and leases: made by the heartbeat's thread, read by any. */
final class Showing {
    private final Station station;
    private final Map<String, Seen> seenSince = new HashMap<>();
    private volatile HeartbeatView view = new HeartbeatView(List.of(), List.of(), true, 0);

    /** Who holds something as far as this node knows, and since when. */
    private record Seen(String holder, long since) {}

    Showing(Station station) {
        this.station = station;
    }

    void publish(long now) {
        List<HeartbeatView.PeerView> peers = new ArrayList<>();
        for (Peer peer : station.peers.values()) {
            peers.add(new HeartbeatView.PeerView(
                    peer.name,
                    Addresses.text(peer.address),
                    peer.liveness,
                    peer.boot == 0 ? 0 : peer.silentFor(now) / 1_000_000,
                    peer.boot,
                    (peer.flags & Beat.DRAINING) != 0));
        }
        List<HeartbeatView.LeaseView> leases = new ArrayList<>();
        for (Plan.Item item : station.desk().items()) {
            leases.add(lease(now, item.resource()));
        }
        view = new HeartbeatView(peers, leases, station.voter.silent(now), station.refused());
    }

    private HeartbeatView.LeaseView lease(long now, String resource) {
        Holding holding = station.desk().holding(now, resource);
        String holder = station.desk().nodeOf(holding.holder());
        Seen seen = seenSince.get(resource);
        if (seen == null || !seen.holder().equals(holder)) {
            seen = new Seen(holder, now);
            seenSince.put(resource, seen);
        }
        return new HeartbeatView.LeaseView(
                resource,
                holder,
                holding.term(),
                (now - seen.since()) / 1_000_000,
                station.desk().planned(resource));
    }

    HeartbeatView view() {
        return view;
    }
}
