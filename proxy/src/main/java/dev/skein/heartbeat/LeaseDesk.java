package dev.skein.heartbeat;

import dev.skein.lease.LeaseListener;
import dev.skein.lease.Plan;
import dev.skein.lease.Resource;
import dev.skein.lease.Sightings.Holding;
import dev.skein.lease.Steward;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What shall be held, who should, who does; names on one side, keys and incarnations on the other. */
final class LeaseDesk implements LeaseListener {
    private final Station station;
    private final HeartbeatListener listener;
    private final Map<String, Held> held = new ConcurrentHashMap<>();
    private final Map<Long, String> names = new HashMap<>();
    private final Map<String, Seen> seenSince = new HashMap<>();
    private List<Plan.Item> items = List.of();
    private Map<String, Integer> capacities = Map.of();
    private Set<String> barred = Set.of();
    private boolean preempt;
    private Plan.@Nullable Input planned;
    private SortedMap<String, List<String>> ranked = new TreeMap<>();
    private @Nullable Steward steward;
    private volatile HeartbeatView view = new HeartbeatView(List.of(), List.of(), true, 0);

    /** A lease as other threads may read it. */
    private record Held(long term, long until) {}

    /** Who holds something as far as this node knows, and since when. */
    private record Seen(String holder, long since) {}

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
        for (Plan.Item item : items) {
            List<String> nodes = candidates(item.resource());
            long holder = holding(now, item.resource()).holder();
            boolean other = holder != 0 && holder != station.boot;
            long first = nodes.isEmpty() ? 0 : incarnation(nodes.getFirst());
            steward().attend(now, new Steward.Situation(key(item.resource()), nodes, other, first), station.timing());
        }
    }

    void handOver(long now, String resource, String node) {
        long successor = incarnation(node);
        if (successor != 0) {
            station.holder.handOver(key(resource), successor, now);
        }
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
        attend(now);
    }

    void leave(long now) {
        steward().leave(now, items.stream().map(item -> key(item.resource())).toList());
    }

    private Steward steward() {
        if (steward == null) {
            steward = new Steward(station.name, station.holder);
        }
        return steward;
    }

    private long incarnation(String node) {
        for (Peer peer : station.peers.values()) {
            if (peer.name.equals(node) && peer.liveness == Liveness.ALIVE) {
                return peer.boot;
            }
        }
        return 0;
    }

    private Holding holding(long now, String resource) {
        return station.sightings.holding(
                now, key(resource), station.voters(), station.voters().majority());
    }

    private String nodeOf(long incarnation) {
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

    // ---------------------------------------------------------------- what people see

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
        for (Plan.Item item : items) {
            Holding holding = holding(now, item.resource());
            String holder = nodeOf(holding.holder());
            Seen seen = seenSince.get(item.resource());
            if (seen == null || !seen.holder().equals(holder)) {
                seen = new Seen(holder, now);
                seenSince.put(item.resource(), seen);
            }
            leases.add(new HeartbeatView.LeaseView(
                    item.resource(),
                    holder,
                    holding.term(),
                    (now - seen.since()) / 1_000_000,
                    ranked.getOrDefault(item.resource(), List.of())));
        }
        view = new HeartbeatView(peers, leases, station.voter.silent(now), station.refused());
    }

    HeartbeatView view() {
        return view;
    }
}
