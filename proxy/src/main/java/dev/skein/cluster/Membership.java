package dev.skein.cluster;

import dev.skein.cluster.Member.State;
import dev.skein.model.Ticker;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who belongs to the cluster and how each node stands, from whoever can tell: the grid, the heartbeats. A node is suspect
 * while any source suspects it, and gone when the grid says so. Reading takes no lock.
 */
public final class Membership {
    /** Who tells about other nodes. */
    public enum Source {
        GRID,
        HEARTBEAT,
        /** The connection from node to node. */
        LINK
    }

    /**
     * One node's state has changed.
     *
     * @param before null: it was not known
     */
    public record Change(@Nullable Member before, Member now) {}

    /**
     * An address of the configuration that no member answers at.
     *
     * @param address as written
     * @param reason what happened when it was tried
     */
    public record Unreached(String address, String reason) {}

    private final Ticker ticker;
    private final String selfId;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Map<Source, String>> suspicions = new HashMap<>();
    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
    private volatile Map<String, Member> members;
    private volatile List<Unreached> unreached = List.of();

    Membership(Ticker ticker, Member self) {
        this.ticker = ticker;
        this.selfId = self.id();
        this.members = Map.of(self.id(), self);
    }

    /** This node. */
    public Member self() {
        return Objects.requireNonNull(members.get(selfId));
    }

    /** All that are known, this one and those that are gone included, by id. */
    public List<Member> all() {
        return List.copyOf(new TreeMap<>(members).values());
    }

    /** One node, null if it was never heard of. */
    public @Nullable Member find(String id) {
        return members.get(id);
    }

    /** Ids of this node and of those that are in the cluster, suspect or not; sorted. */
    public List<String> live() {
        return members.values().stream()
                .filter(m -> m.isIn() || m.id().equals(selfId))
                .map(Member::id)
                .sorted()
                .toList();
    }

    /** Of {@link #live} those that are in one grid with this node. */
    List<String> mates() {
        String grid = self().grid();
        return live().stream().filter(id -> grid.equals(gridOf(id))).toList();
    }

    /** Those that are in the cluster, and in another grid than this node. */
    public List<Member> beside() {
        String grid = self().grid();
        return all().stream().filter(m -> m.isIn() && !grid.equals(m.grid())).toList();
    }

    private String gridOf(String id) {
        Member member = members.get(id);
        return member == null ? "" : member.grid();
    }

    /** How many nodes are in the cluster and not suspect, this one included. */
    int heard() {
        return (int) members.values().stream()
                .filter(m -> m.state() == State.PRESENT || m.id().equals(selfId))
                .count();
    }

    /** Addresses of the configuration at which nobody of the cluster was found. */
    public List<Unreached> unreached() {
        return unreached;
    }

    /** Calls the listener with every change from now on, in order. It must not change the membership itself. */
    public Runnable listen(Consumer<Change> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** This node is not in its grid (yet, or any more), and why. All others of that become suspect. */
    public void outside(String reason) {
        locked(() -> {
            update(self().in(State.JOINING, ticker.epochMillis(), reason));
            members.values().stream()
                    .filter(m -> m.isIn() && m.grid().equals(self().grid()))
                    .toList()
                    .forEach(m -> suspect(m, Source.GRID, reason));
        });
    }

    /** This node is in the grid. */
    public void inside(String reason) {
        locked(() -> update(self().in(State.PRESENT, ticker.epochMillis(), reason)));
    }

    /** A node is in the grid. */
    public void arrived(Member member) {
        locked(() -> {
            suspicions.remove(member.id());
            update(member.in(State.PRESENT, ticker.epochMillis(), member.reason()));
        });
    }

    /** A source has not heard of a node. */
    public void suspect(String id, Source source, String reason) {
        locked(() -> {
            Member member = members.get(id);
            if (member != null && member.isIn()) {
                suspect(member, source, reason);
            }
        });
    }

    /** A source has heard of a node (again). */
    public void trust(String id, Source source) {
        locked(() -> {
            Map<Source, String> open = suspicions.get(id);
            Member member = members.get(id);
            if (open == null || member == null || open.remove(source) == null || member.state() != State.SUSPECT) {
                return;
            }
            boolean well = open.isEmpty();
            String reason = well ? "heard of again" : open.values().iterator().next();
            update(member.in(well ? State.PRESENT : State.SUSPECT, ticker.epochMillis(), reason));
        });
    }

    /**
     * A node has left the grid.
     *
     * @param boot the life that ended; that of a successor by the same id goes on
     */
    public void gone(String id, long boot, String reason) {
        locked(() -> {
            Member member = members.get(id);
            if (member != null && member.boot() == boot && member.isIn() && !id.equals(selfId)) {
                suspicions.remove(id);
                update(member.in(State.GONE, ticker.epochMillis(), reason));
            }
        });
    }

    /** That life of a node, should it be gone already, has ended as it wished. */
    void stopped(String id, long boot) {
        locked(() -> {
            Member member = members.get(id);
            if (member != null && member.boot() == boot && member.state() == State.GONE) {
                update(member.in(State.GONE, member.since(), "stopped"));
            }
        });
    }

    /** A node that is gone will not come back. */
    public void forget(String id) {
        locked(() -> {
            Member member = members.get(id);
            if (member != null && member.state() == State.GONE) {
                Map<String, Member> next = new HashMap<>(members);
                next.remove(id);
                members = Map.copyOf(next);
            }
        });
    }

    /** Sets which addresses nobody answers at. */
    public void unreached(List<Unreached> addresses) {
        unreached = List.copyOf(addresses);
    }

    private void suspect(Member member, Source source, String reason) {
        suspicions
                .computeIfAbsent(member.id(), id -> new EnumMap<>(Source.class))
                .put(source, reason);
        if (member.state() == State.PRESENT && !member.id().equals(selfId)) {
            update(member.in(State.SUSPECT, ticker.epochMillis(), reason));
        }
    }

    /** What changes nothing but the moment is no change. */
    private void update(Member now) {
        Member before = members.get(now.id());
        if (before != null && before.equals(now.in(now.state(), before.since(), now.reason()))) {
            return;
        }
        Map<String, Member> next = new HashMap<>(members);
        next.put(now.id(), now);
        members = Map.copyOf(next);
        // Within the lock, so that all hear of changes in their order.
        new ArrayList<>(listeners).forEach(listener -> listener.accept(new Change(before, now)));
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }
}
