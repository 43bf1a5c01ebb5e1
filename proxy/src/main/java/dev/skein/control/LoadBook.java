package dev.skein.control;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What other nodes last reported of their load, summed up by server. Explicit time; for one thread. */
final class LoadBook {
    /** A node that was not heard of for so long is left out. */
    static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final Map<String, Page> pages = new HashMap<>();
    private final Map<Long, Integer> sums = new HashMap<>();

    private record Page(long base, Map<Long, Integer> complete, Map<Long, Integer> now, long heardAt) {}

    /** A node reports. Ids of the servers whose sum may have changed. */
    Set<Long> hear(String node, LoadReport report, long at) {
        Page before = pages.get(node);
        if (report.complete()) {
            return turn(node, new Page(report.base(), report.counts(), report.counts(), at));
        }
        if (before == null || before.base != report.base()) {
            // It builds upon something that never came; the next complete one will.
            return Set.of();
        }
        Map<Long, Integer> now = new HashMap<>(before.complete);
        now.putAll(report.counts());
        return turn(node, new Page(before.base, before.complete, now, at));
    }

    /** Leaves out nodes that are silent, or not among these. Ids of the servers whose sum may have changed. */
    Set<Long> keep(Set<String> nodes, long now) {
        Set<Long> touched = new HashSet<>();
        for (String node : List.copyOf(pages.keySet())) {
            Page page = pages.get(node);
            if (page != null && (!nodes.contains(node) || now - page.heardAt > SILENT_NANOS)) {
                touched.addAll(turn(node, new Page(0, Map.of(), Map.of(), now)));
                pages.remove(node);
            }
        }
        return touched;
    }

    private Set<Long> turn(String node, Page next) {
        Page before = pages.put(node, next);
        Set<Long> touched = new HashSet<>(next.now.keySet());
        if (before != null) {
            touched.addAll(before.now.keySet());
            before.now.forEach((id, count) -> sums.merge(id, -count, Integer::sum));
        }
        next.now.forEach((id, count) -> sums.merge(id, count, Integer::sum));
        sums.values().removeIf(sum -> sum == 0);
        return touched;
    }

    /** Requests of other nodes in flight at a server, as far as is known. */
    int sum(long id) {
        return sums.getOrDefault(id, 0);
    }
}
