package dev.skein.membership;

import dev.skein.config.ClusterSettings;
import dev.skein.config.VirtualIpSettings;
import dev.skein.lease.Plan;
import dev.skein.lease.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What shall be held, and by whom: what the plan of roles and addresses is made from, besides who is there. */
record Wanted(List<Plan.Item> items, Map<String, Integer> capacities, boolean preempt) {
    static final Wanted NOTHING = new Wanted(List.of(), Map.of(), false);

    private static final List<Plan.Item> ROLES = List.of(role(Resource.ACME), role(Resource.SCHEDULES));

    /**
     * As the settings say.
     *
     * @param witnesses nodes that hold nothing
     * @param still what is held by a node that may keep it stays there, whatever the settings say
     */
    static Wanted of(ClusterSettings by, Collection<String> witnesses, boolean still) {
        Map<String, Integer> capacities = new HashMap<>(by.capacities());
        witnesses.forEach(witness -> capacities.put(witness, 0));
        List<Plan.Item> items = new ArrayList<>(ROLES);
        for (VirtualIpSettings one : by.virtualIps()) {
            if (one.mode() == VirtualIpSettings.Mode.ROUTED) {
                // Every node has it.
                continue;
            }
            String resource = Resource.ofAddress(one.address());
            String group = one.group().isEmpty() ? resource : "group " + one.group();
            boolean spread = !still && one.mode() == VirtualIpSettings.Mode.SPREAD;
            items.add(new Plan.Item(resource, one.prefer(), group, 1, spread));
        }
        return new Wanted(items, capacities, !still && by.preempt());
    }

    /** Whoever has one has no less room for addresses. */
    private static Plan.Item role(String name) {
        return new Plan.Item(name, List.of(), name, 0, false);
    }
}
