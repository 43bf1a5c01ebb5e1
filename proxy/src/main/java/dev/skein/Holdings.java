package dev.skein;

import dev.skein.heartbeat.HeartbeatView.LeaseView;
import dev.skein.lease.Resource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which virtual addresses this node holds, and since when: the others have heard of it at some time, and can't tell. Not
 * thread-safe.
 */
final class Holdings {
    private final Map<String, Taken> taken = new HashMap<>();

    private record Taken(long term, long epochMillis) {}

    /** By address, in milliseconds since 1970; the same as long as it is held under one term. */
    Map<String, Long> of(String self, List<LeaseView> leases, long epochMillis) {
        Map<String, Long> held = new HashMap<>();
        for (LeaseView lease : leases) {
            String address = Resource.address(lease.resource());
            if (!address.isEmpty() && lease.holder().equals(self)) {
                Taken before = taken.get(address);
                Taken now = before != null && before.term == lease.term()
                        ? before
                        : new Taken(lease.term(), epochMillis - lease.sinceMillis());
                taken.put(address, now);
                held.put(address, now.epochMillis);
            }
        }
        taken.keySet().retainAll(held.keySet());
        return held;
    }
}
