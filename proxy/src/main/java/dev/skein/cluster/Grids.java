package dev.skein.cluster;

import dev.skein.model.Ticker;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Which nodes are in which grid: one, or two side by side while the cluster changes from one minor of Hazelcast to another.
 * Any thread.
 */
public final class Grids {
    /**
     * What there is.
     *
     * @param since when the first node of a second grid was seen, milliseconds since 1970; 0 while there is one
     * @param nodes by grid, those that are in the cluster
     */
    public record View(long since, SortedMap<String, List<String>> nodes) {
        /** Whether there is more than one, so that nothing should be moved that need not be. */
        public boolean apart() {
            return nodes.size() > 1;
        }

        /** {@code hz5.6-s1: a, b; hz5.7-s1: c}. */
        @Override
        public String toString() {
            return nodes.entrySet().stream()
                    .map(grid -> grid.getKey() + ": " + String.join(", ", grid.getValue()))
                    .collect(Collectors.joining("; "));
        }
    }

    private final Ticker ticker;
    private final Membership membership;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Consumer<View>> listeners = new CopyOnWriteArrayList<>();
    private volatile View view;

    Grids(Ticker ticker, Membership membership) {
        this.ticker = ticker;
        this.membership = membership;
        this.view = new View(0, new TreeMap<>());
        look(0);
        membership.listen(_ -> look(0));
    }

    public View view() {
        return view;
    }

    /** Another node has seen two since then; the earliest counts. */
    public void told(long since) {
        look(since);
    }

    /** Calls the listener with each view that differs from the one before, from now on; it must return at once. */
    public void listen(Consumer<View> listener) {
        listeners.add(listener);
    }

    private void look(long told) {
        lock.lock();
        try {
            View before = view;
            SortedMap<String, List<String>> nodes = group();
            long since = nodes.size() < 2 ? 0 : before.since() == 0 ? ticker.epochMillis() : before.since();
            View next = new View(told > 0 ? Math.min(told, since) : since, nodes);
            view = next;
            if (!next.nodes().equals(before.nodes())) {
                listeners.forEach(listener -> listener.accept(next));
            }
        } finally {
            lock.unlock();
        }
    }

    private SortedMap<String, List<String>> group() {
        Map<String, TreeSet<String>> groups = new TreeMap<>();
        for (Member member : membership.all()) {
            if (member.isIn() || member.id().equals(membership.self().id())) {
                groups.computeIfAbsent(member.grid(), _ -> new TreeSet<>()).add(member.id());
            }
        }
        SortedMap<String, List<String>> nodes = new TreeMap<>();
        groups.forEach((grid, ids) -> nodes.put(grid, List.copyOf(ids)));
        return Collections.unmodifiableSortedMap(nodes);
    }
}
