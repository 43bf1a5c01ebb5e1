package dev.skein.cluster;

import dev.skein.cluster.Member.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What all nodes know, each fact with its author. A node says only what it found itself; every node folds the same facts
 * with the same function. Facts of a node that is gone stay until somebody replaces what they are about and forgets them.
 */
public final class Facts {
    private record Listener(String topic, Consumer<Fact> consumer) {}

    private final Membership membership;
    private final String self;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Fact.Key, Fact> facts = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Map<Fact.Key, Fact> held = new HashMap<>();
    private volatile @Nullable Carrier carrier;
    private boolean frozen;
    private long term;
    private long seq;

    Facts(Membership membership) {
        this.membership = membership;
        this.self = membership.self().id();
        this.term = membership.self().boot();
    }

    /** Says something; nothing is carried if this node said the same before, in this life. */
    public void publish(String topic, String name, byte[] value) {
        locked(() -> {
            Fact before = facts.get(new Fact.Key(self, topic, name));
            if (before == null || before.term() < term || !Arrays.equals(before.value(), value)) {
                say(topic, name, value.clone());
            }
        });
    }

    /** Takes back what this node said. */
    public void withdraw(String topic, String name) {
        locked(() -> {
            Fact before = facts.get(new Fact.Key(self, topic, name));
            if (before != null && before.value() != null) {
                say(topic, name, null);
            }
        });
    }

    /**
     * Takes back what this node said of a topic in former lives and has not said again. Until then those facts are there:
     * a node that was restarted begins with what it knew.
     */
    public void settle(String topic) {
        locked(() -> all(topic).stream()
                .filter(fact -> fact.key().author().equals(self) && fact.term() < term)
                .forEach(fact -> say(topic, fact.key().name(), null)));
    }

    /** Forgets a fact whose author is gone, everywhere; somebody else knows better now. */
    public void forget(Fact.Key key) {
        locked(() -> {
            Fact fact = facts.get(key);
            if (fact != null && fact.value() != null && departed(fact)) {
                Fact ended = new Fact(key, fact.term(), fact.seq() + 1, null);
                facts.put(key, ended);
                carry(ended);
            }
        });
    }

    /** One fact, null if it was never said or is taken back. */
    public @Nullable Fact find(Fact.Key key) {
        Fact fact = facts.get(key);
        return fact == null || fact.value() == null ? null : fact;
    }

    /** All facts of a topic, by all authors, gone ones included; in no order. */
    public List<Fact> all(String topic) {
        List<Fact> found = new ArrayList<>();
        for (Fact fact : facts.values()) {
            if (fact.value() != null && fact.key().topic().equals(topic)) {
                found.add(fact);
            }
        }
        return found;
    }

    /** What a node said in lives before that one and has not taken back: a grid that is new to it could not tell it. */
    public List<Fact> former(String author, long life) {
        return facts.values().stream()
                .filter(fact -> fact.value() != null && fact.key().author().equals(author) && fact.term() < life)
                .toList();
    }

    /**
     * Calls the listener with every fact of a topic that another node says from now on, also when it takes one back (the
     * value is null then). Facts about one thing come in their order.
     */
    public Runnable listen(String topic, Consumer<Fact> consumer) {
        Listener listener = new Listener(topic, consumer);
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** For the carrier: a fact that came in. An older one than is known changes nothing. */
    public void accept(Fact fact) {
        locked(() -> {
            if (frozen) {
                held.merge(fact.key(), fact, (old, now) -> now.after(old) ? now : old);
                return;
            }
            Fact before = facts.get(fact.key());
            if (before != null && !fact.after(before)) {
                return;
            }
            boolean own = fact.key().author().equals(self);
            if (own && fact.term() >= term) {
                outdo(fact);
                return;
            }
            facts.put(fact.key(), fact);
            if (!own) {
                tell(fact);
            }
        });
    }

    /**
     * For the carrier: what it should carry when it is new. Own facts, those of nodes that are gone, and what was forgotten:
     * an author that is back says it again only once it has heard of that.
     */
    List<Fact> sayAgain() {
        return facts.values().stream()
                .filter(fact -> fact.key().author().equals(self) || fact.value() == null || departed(fact))
                .toList();
    }

    /** Takes nothing in while {@code on}; what came meanwhile afterwards. */
    void freeze(boolean on) {
        locked(() -> {
            frozen = on;
            List<Fact> late = on ? List.of() : List.copyOf(held.values());
            held.clear();
            late.forEach(this::accept);
        });
    }

    void carrier(@Nullable Carrier next) {
        carrier = next;
    }

    /**
     * Something of ours that we don't know of says that it is the latest: a former life had a later number (the clock was set
     * back), or others took us for gone. What is said in this life must still count.
     */
    private void outdo(Fact later) {
        List<Fact> ours = facts.values().stream()
                .filter(fact -> fact.key().author().equals(self) && fact.term() == term && fact.value() != null)
                .toList();
        term = later.term() + 1;
        facts.putIfAbsent(later.key(), later);
        ours.forEach(fact -> say(fact.key().topic(), fact.key().name(), fact.value()));
    }

    private boolean departed(Fact fact) {
        Member author = membership.find(fact.key().author());
        return !fact.key().author().equals(self) && (author == null || author.state() == State.GONE);
    }

    private void say(String topic, String name, byte @Nullable [] value) {
        Fact.Key key = new Fact.Key(self, topic, name);
        Fact fact = new Fact(key, term, ++seq, value);
        facts.put(key, fact);
        carry(fact);
    }

    private void carry(Fact fact) {
        Carrier to = carrier;
        if (to != null) {
            to.fact(fact);
        }
    }

    private void tell(Fact fact) {
        for (Listener listener : listeners) {
            if (listener.topic().equals(fact.key().topic())) {
                listener.consumer().accept(fact);
            }
        }
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
