package dev.skein.heartbeat;

import dev.skein.lease.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What operators want to be held elsewhere, for as long as that may take. Of the heartbeat's thread. */
final class Moves {
    private final Map<String, Wish> wishes = new HashMap<>();

    /** That node shall have it, tried until then. */
    private record Wish(String node, long until) {}

    /** All of its group go: one alone would be brought back by the plan, which keeps them together. */
    void wish(long until, String resource, String node, List<Plan.Item> items) {
        Wish wish = new Wish(node, until);
        for (Plan.Item asked : items) {
            for (Plan.Item item : items) {
                if (asked.resource().equals(resource) && asked.group().equals(item.group())) {
                    wishes.put(item.resource(), wish);
                }
            }
        }
    }

    /** This node holds it no more. */
    void done(String resource) {
        wishes.remove(resource);
    }

    /** The nodes that may hold it, the one first that is wished for, if it may. */
    List<String> first(long now, String resource, List<String> nodes) {
        Wish wish = wishes.get(resource);
        if (wish == null || !nodes.contains(wish.node())) {
            return nodes;
        }
        if (wish.until() - now <= 0) {
            wishes.remove(resource);
            return nodes;
        }
        List<String> changed = new ArrayList<>(nodes);
        changed.remove(wish.node());
        changed.addFirst(wish.node());
        return changed;
    }
}
