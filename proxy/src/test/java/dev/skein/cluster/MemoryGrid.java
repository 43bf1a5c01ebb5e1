package dev.skein.cluster;

import dev.skein.cluster.Member.Address;
import dev.skein.cluster.Member.Role;
import dev.skein.cluster.Member.State;
import dev.skein.model.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A grid within a test: nodes that hear each other at once, and can be cut off. Not for more than one thread. */
public final class MemoryGrid {
    private final Ticker ticker;
    private final int expected;
    private final Map<String, Cluster> joined = new LinkedHashMap<>();
    private final Map<Fact.Key, Fact> facts = new LinkedHashMap<>();
    private final Map<Long, Long> pins = new LinkedHashMap<>();
    private final Map<String, Leases> leases = new HashMap<>();

    public MemoryGrid(Ticker ticker, int expected) {
        this.ticker = ticker;
        this.expected = expected;
    }

    /** A node that has not joined. */
    public Cluster node(String id, long boot) {
        return node(id, boot, "hz5.7-s1");
    }

    /** Likewise, of another grid. */
    public Cluster node(String id, long boot, String grid) {
        Address address = new Address("127.0.0.1", 5701, 5702, 5702);
        return new Cluster(
                ticker,
                new Member(id, address, Role.PROXY, "0.1.0", grid, "", boot, State.JOINING, 0, "starting"),
                expected);
    }

    public void join(Cluster node) {
        String id = node.membership().self().id();
        node.membership().inside("joined");
        for (Cluster other : joined.values()) {
            other.membership().arrived(node.membership().self());
            node.membership().arrived(other.membership().self());
        }
        joined.put(id, node);
        List.copyOf(facts.values()).forEach(node.facts()::accept);
        pins.forEach(node.pins()::accept);
        node.connect(new Wire(id));
    }

    /** A node that is heard of no more; by itself it goes on. */
    public void cutOff(Cluster node) {
        Member self = node.membership().self();
        joined.remove(self.id());
        node.disconnect("cut off");
        joined.values().forEach(other -> other.membership().gone(self.id(), self.boot(), "cut off"));
    }

    private List<Cluster> others(String id) {
        List<Cluster> others = new ArrayList<>(joined.values());
        others.remove(joined.get(id));
        return others;
    }

    private final class Wire implements GridCarrier {
        private final String id;

        Wire(String id) {
            this.id = id;
        }

        @Override
        public void fact(Fact fact) {
            Fact before = facts.get(fact.key());
            if (before == null || fact.after(before)) {
                Fact carried = Fact.decode(fact.encode());
                facts.put(fact.key(), carried);
                others(id).forEach(other -> other.facts().accept(carried));
            }
        }

        @Override
        public void report(Report report) {
            Report carried = Report.decode(report.encode());
            others(id).forEach(other -> other.reports().accept(carried));
        }

        @Override
        public void line(Line line) {
            Line carried = Line.decode(line.encode());
            others(id).forEach(other -> other.feed().accept(carried));
        }

        @Override
        public void pin(long key, long server, Duration maxIdle) {
            pins.put(key, server);
            others(id).forEach(other -> other.pins().accept(key, server));
        }

        @Override
        public void pins(SharedPins.Listener to) {
            Map.copyOf(pins).forEach(to::pinned);
        }

        @Override
        public CompletionStage<Long> claim(String limit, Claim claim) {
            Leases next = leases.getOrDefault(limit, Leases.NONE).after(claim);
            leases.put(limit, next);
            return CompletableFuture.completedStage(next.granted(claim.node()));
        }
    }
}
