package dev.skein.membership;

import dev.skein.drill.DrillGround;
import dev.skein.heartbeat.HeartbeatView.LeaseView;
import dev.skein.heartbeat.HeartbeatView.PeerView;
import dev.skein.heartbeat.Liveness;
import dev.skein.heartbeat.Pulse;
import dev.skein.lease.Resource;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Virtual addresses as drills need them: who holds one, who else could, and how it comes there. Any thread. */
public final class HeldAddresses implements DrillGround.Addresses {
    private final String id;
    private final Supplier<@Nullable Pulse> pulse;
    private final Mover mover;

    /** @param pulse this node's heartbeats; null before they have begun */
    public HeldAddresses(String id, Supplier<@Nullable Pulse> pulse, Mover mover) {
        this.id = id;
        this.pulse = pulse;
        this.mover = mover;
    }

    private @Nullable LeaseView lease(String address) {
        Pulse now = pulse.get();
        if (now != null) {
            for (LeaseView lease : now.view().leases()) {
                if (lease.resource().equals(Resource.ofAddress(address))) {
                    return lease;
                }
            }
        }
        return null;
    }

    @Override
    public String holder(String address) {
        LeaseView lease = lease(address);
        return lease == null ? "" : lease.holder();
    }

    @Override
    public String other(String address, String holder) {
        LeaseView lease = lease(address);
        return lease == null
                ? ""
                : lease.planned().stream()
                        .filter(node -> !node.equals(holder) && well(node))
                        .findFirst()
                        .orElse("");
    }

    private boolean well(String node) {
        Pulse now = pulse.get();
        return node.equals(id)
                || now != null && now.view().peers().stream().anyMatch(peer -> node.equals(peer.node()) && able(peer));
    }

    private static boolean able(PeerView peer) {
        return peer.liveness() == Liveness.ALIVE && !peer.draining();
    }

    @Override
    public CompletableFuture<Void> move(String holder, String address, String to) {
        return mover.move(holder, Resource.ofAddress(address), to);
    }
}
