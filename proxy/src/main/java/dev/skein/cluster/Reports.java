package dev.skein.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How the nodes are doing: the latest report of each node and kind. */
public final class Reports {
    private record Key(String author, String kind) {}

    private record Listener(String kind, Consumer<Report> consumer) {}

    private final Membership membership;
    private final Map<Key, Report> latest = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong seq = new AtomicLong();
    private volatile @Nullable Carrier carrier;
    private volatile boolean frozen;

    Reports(Membership membership) {
        this.membership = membership;
    }

    /** Reports how this node is doing. */
    public void publish(String kind, byte[] value) {
        Member self = membership.self();
        Report report = new Report(self.id(), kind, self.boot(), seq.incrementAndGet(), value.clone());
        latest.put(new Key(self.id(), kind), report);
        Carrier to = carrier;
        if (to != null) {
            to.report(report);
        }
    }

    /** The latest reports of a kind by node, this one's included; none of nodes that are gone. */
    public Map<String, Report> latest(String kind) {
        Map<String, Report> found = new HashMap<>();
        latest.forEach((key, report) -> {
            if (key.kind().equals(kind) && counts(key.author())) {
                found.put(key.author(), report);
            }
        });
        return found;
    }

    /** The latest reports of a kind by node, without this one's. */
    public Map<String, Report> others(String kind) {
        Map<String, Report> found = latest(kind);
        found.remove(membership.self().id());
        return found;
    }

    private boolean counts(String author) {
        Member member = membership.find(author);
        return member != null && member.state() != Member.State.GONE;
    }

    /** Calls the listener with every report of a kind that another node makes from now on. */
    public Runnable listen(String kind, Consumer<Report> consumer) {
        Listener listener = new Listener(kind, consumer);
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** For the carrier: a report that came in. */
    public void accept(Report report) {
        if (frozen || report.author().equals(membership.self().id())) {
            return;
        }
        Key key = new Key(report.author(), report.kind());
        Report kept = latest.merge(key, report, (old, now) -> now.after(old) ? now : old);
        if (kept.seq() != report.seq() || kept.term() != report.term()) {
            return;
        }
        for (Listener listener : listeners) {
            if (listener.kind().equals(report.kind())) {
                listener.consumer().accept(report);
            }
        }
    }

    /** A node that is gone reports no more; a node of the same name starts anew. */
    void gone(String author) {
        latest.keySet().removeIf(key -> key.author().equals(author));
    }

    List<Report> sayAgain() {
        String self = membership.self().id();
        return latest.values().stream().filter(r -> r.author().equals(self)).toList();
    }

    /** Takes nothing in while {@code on}. */
    void freeze(boolean on) {
        frozen = on;
    }

    void carrier(@Nullable Carrier next) {
        carrier = next;
    }
}
