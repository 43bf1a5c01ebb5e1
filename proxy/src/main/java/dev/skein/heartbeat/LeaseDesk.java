package dev.skein.heartbeat;

import dev.skein.lease.LeaseListener;
import dev.skein.lease.Plan;
import dev.skein.lease.Resource;
import dev.skein.lease.Sightings.Holding;
import dev.skein.lease.Steward;
import dev.skein.lease.Steward.Named;
import dev.skein.lease.Steward.Situation;
import dev.skein.lease.Timing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What shall be held, who should, who does; names on one side, keys and incarnations on the other. */
final class LeaseDesk implements LeaseListener {
    /** After a promise's end as voters told it, on which they may be a little late. */
    private static final long LATER = TimeUnit.MILLISECONDS.toNanos(1);
    /** How long a hand-over that an operator wished may take. */
    private static final long MOST_WAIT = TimeUnit.SECONDS.toNanos(3);
    /** How many looks in a heartbeat's time where another is in the way. */
    private static final int CONTENDING = 4;

    private final Station station;
    private final HeartbeatListener listener;
    private final Map<String, Held> held = new ConcurrentHashMap<>();
    private final Map<Long, String> names = new HashMap<>();
    private final Moves moves = new Moves();
    private List<Plan.Item> items = List.of();
    private Map<String, Integer> capacities = Map.of();
    private Set<String> barred = Set.of();
    private boolean preempt;
    private Plan.@Nullable Input planned;
    private SortedMap<String, List<String>> ranked = new TreeMap<>();
    private @Nullable Steward steward;
    private long due = Long.MAX_VALUE;
    private long askedAt;

    /** A lease as other threads may read it. */
    private record Held(long term, long until) {}

    LeaseDesk(Station station, HeartbeatListener listener) {
        this.station = station;
        this.listener = listener;
    }

    void wanted(long now, List<Plan.Item> next, Map<String, Integer> shares, boolean preempting) {
        for (Plan.Item old : items) {
            if (next.stream().noneMatch(item -> item.resource().equals(old.resource()))) {
                station.holder.release(key(old.resource()), now);
            }
        }
        items = List.copyOf(next);
        askedAt = now;
        capacities = Map.copyOf(shares);
        preempt = preempting;
        items.forEach(item -> names.put(key(item.resource()), item.resource()));
    }

    /** Makes the plan anew if anything it rests on has changed. */
    void plan(long now) {
        List<Plan.Candidate> candidates = new ArrayList<>();
        candidates.add(candidate(now, station.name, !station.draining()));
        for (Peer peer : station.peers.values()) {
            if (peer.liveness == Liveness.ALIVE) {
                candidates.add(candidate(now, peer.name, (peer.flags & Beat.DRAINING) == 0));
            }
        }
        Map<String, String> holders = new HashMap<>();
        for (Plan.Item item : items) {
            String holder = nodeOf(holding(now, item.resource()).holder());
            if (!holder.isEmpty()) {
                holders.put(item.resource(), holder);
            }
        }
        candidates.sort((a, b) -> a.node().compareTo(b.node()));
        Plan.Input input = new Plan.Input(items, candidates, holders, preempt);
        if (!input.equals(planned)) {
            listener.candidates(candidates);
            planned = input;
            ranked = Plan.of(input);
        }
    }

    private Plan.Candidate candidate(long now, String node, boolean eligible) {
        int capacity = capacities.getOrDefault(node, 1);
        return new Plan.Candidate(node, capacity, eligible, station.census().steady(now, node));
    }

    /** Goes for what the plan gives this node, gives up what it doesn't. */
    void attend(long now) {
        due = Long.MAX_VALUE;
        station.sightings.heard(now, station.name, station.voter.table(now));
        for (Plan.Item item : items) {
            attend(now, item.resource());
        }
    }

    private void attend(long now, String resource) {
        long key = key(resource);
        Timing timing = station.timing();
        long free = station.sightings.freeAt(now, key, station.voters(), station.boot);
        List<String> nodes = moves.first(now, resource, candidates(resource));
        long first = nodes.isEmpty() ? 0 : incarnation(nodes.getFirst());
        Situation situation = new Situation(key, nodes, named(now, resource, free), first);
        steward().attend(now, situation, timing);
        if (station.holder.contends(key)) {
            // What was in the way has lapsed: to be asked again, but not by return of every datagram.
            if (free - now <= 0 && now - askedAt >= timing.interval() / CONTENDING) {
                askedAt = now;
                station.tell(true);
            }
            due = Math.min(due, now + timing.interval() / CONTENDING);
        }
        if (free - now > 0) {
            due = Math.min(due, free + LATER);
        } else if (!nodes.isEmpty() && situation.named() == Named.NOBODY && !station.holder.wants(key)) {
            due = Math.min(due, now + timing.interval() / CONTENDING);
        }
    }

    private Named named(long now, String resource, long free) {
        long holder = holding(now, resource).holder();
        if (holder == station.boot) {
            return Named.THIS;
        }
        // What no majority could promise yet is not worth asking for: the answer would only come in its own way.
        boolean early = free - now > 0 && !station.holder.wants(key(resource));
        return holder != 0 || early ? Named.OTHER : Named.NOBODY;
    }

    /** When attending is due again, without a sign from anybody: a promise lapses, say. */
    long due() {
        return due;
    }

    void handOver(long now, String resource, String node) {
        moves.wish(now + MOST_WAIT, resource, node, items);
        attend(now);
    }

    private List<String> candidates(String resource) {
        List<String> nodes = ranked.getOrDefault(resource, List.of());
        return barred.contains(resource)
                ? nodes.stream().filter(node -> !node.equals(station.name)).toList()
                : nodes;
    }

    /** What this node leaves to others, because its machine can't. */
    void barred(long now, Set<String> resources) {
        barred = Set.copyOf(resources);
        station.barred(now, !barred.isEmpty());
        attend(now);
    }

    void leave(long now) {
        steward().leave(now, items.stream().map(item -> key(item.resource())).toList());
    }

    private Steward steward() {
        if (steward == null) {
            steward = new Steward(station.name, station.holder, this::ready);
        }
        return steward;
    }

    private boolean ready(long resource, long successor) {
        return station.orphaned() || listener.ready(names.getOrDefault(resource, ""), successor);
    }

    private long incarnation(String node) {
        for (Peer peer : station.peers.values()) {
            if (peer.name.equals(node) && peer.liveness == Liveness.ALIVE) {
                return peer.boot;
            }
        }
        return 0;
    }

    Holding holding(long now, String resource) {
        return station.sightings.holding(now, key(resource), station.voters(), station.majority());
    }

    String nodeOf(long incarnation) {
        if (incarnation == station.boot) {
            return station.name;
        }
        for (Peer peer : station.peers.values()) {
            if (incarnation != 0 && peer.boot == incarnation) {
                return peer.name;
            }
        }
        return "";
    }

    List<Plan.Item> items() {
        return items;
    }

    List<String> planned(String resource) {
        return ranked.getOrDefault(resource, List.of());
    }

    private static long key(String resource) {
        return Resource.named(resource).key();
    }

    // ---------------------------------------------------------------- what the holder says

    @Override
    public void acquired(long resource, long term) {
        String name = names.getOrDefault(resource, "");
        long until = station.holder.until(resource);
        held.put(name, new Held(term, until));
        listener.acquired(name, term);
        listener.renewed(name, until);
    }

    @Override
    public void lost(long resource, long term, End why) {
        String name = names.getOrDefault(resource, "");
        held.remove(name);
        moves.done(name);
        listener.lost(name, term, why);
    }

    /** Lets other threads see how long leases last now. */
    void renewed() {
        held.replaceAll((name, lease) -> {
            long until = station.holder.until(key(name));
            if (until == lease.until()) {
                return lease;
            }
            listener.renewed(name, until);
            return new Held(lease.term(), until);
        });
    }

    /** The term under which this node holds it at that time, or 0. By any thread. */
    long term(String resource, long now) {
        Held lease = held.get(resource);
        return lease != null && now < lease.until() ? lease.term() : 0;
    }
}
