package dev.skein.keeper;

import dev.skein.heartbeat.Heartbeat;
import dev.skein.heartbeat.HeartbeatView;
import dev.skein.model.Ticker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What this node holds, addresses and roles, and until when. Of the heartbeat's thread. */
final class Holdings {
    private static final HeartbeatView NOTHING = new HeartbeatView(List.of(), List.of(), true, 0);

    private final Ticker ticker;
    private final Map<String, Lease> leases = new HashMap<>();

    /** Under which term, and until when it may be answered for. */
    private record Lease(long term, long until) {}

    Holdings(Ticker ticker) {
        this.ticker = ticker;
    }

    void acquired(String resource, long term) {
        leases.put(resource, new Lease(term, ticker.nanos()));
    }

    void renewed(String resource, long until) {
        leases.computeIfPresent(resource, (_, lease) -> new Lease(lease.term(), until));
    }

    void lost(String resource) {
        leases.remove(resource);
    }

    /** Until when; in the past if it is not held. */
    long until(String resource) {
        Lease lease = leases.get(resource);
        return lease == null ? ticker.nanos() : lease.until();
    }

    /** 0 if it is not held. */
    long term(String resource) {
        Lease lease = leases.get(resource);
        return lease == null ? 0 : lease.term();
    }

    /** What the node is shown. */
    Message.Picture picture(long echo, @Nullable Heartbeat heartbeat) {
        List<Message.Held> held = new ArrayList<>();
        long now = ticker.nanos();
        leases.forEach((resource, lease) -> {
            if (now - lease.until() < 0) {
                held.add(new Message.Held(resource, lease.term(), lease.until() - now));
            }
        });
        return new Message.Picture(echo, held, heartbeat == null ? NOTHING : heartbeat.view());
    }
}
