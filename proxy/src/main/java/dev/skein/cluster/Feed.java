package dev.skein.cluster;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The journals' fan-out: each line that a node adds reaches every other node once, a node's lines in their order. What is
 * for keeps is on each node's disk; a reader sees by the sequence numbers what it missed.
 */
public final class Feed {
    /** Own lines kept for the time without a grid. */
    static final int KEPT = 1000;

    private record Heard(long term, long seq) {}

    private final String self;
    private final long term;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Line> own = new ArrayDeque<>();
    private final Map<String, Heard> heard = new HashMap<>();
    private final List<Consumer<Line>> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable Carrier carrier;
    private long seq;

    Feed(Member self) {
        this.self = self.id();
        this.term = self.boot();
    }

    /** Adds a line of this node. */
    public Line add(byte[] value) {
        lock.lock();
        try {
            Line line = new Line(self, term, ++seq, value.clone());
            if (own.size() == KEPT) {
                own.removeFirst();
            }
            own.addLast(line);
            Carrier to = carrier;
            if (to != null) {
                to.line(line);
            }
            return line;
        } finally {
            lock.unlock();
        }
    }

    /** Calls the listener with every line that another node adds from now on. */
    public Runnable listen(Consumer<Line> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** For the carrier: a line that came in; one that was heard before is left out. */
    public void accept(Line line) {
        lock.lock();
        try {
            Heard last = heard.getOrDefault(line.author(), new Heard(0, 0));
            boolean later = line.term() != last.term() ? line.term() > last.term() : line.seq() > last.seq();
            if (later && !line.author().equals(self)) {
                heard.put(line.author(), new Heard(line.term(), line.seq()));
                listeners.forEach(listener -> listener.accept(line));
            }
        } finally {
            lock.unlock();
        }
    }

    List<Line> sayAgain() {
        lock.lock();
        try {
            return List.copyOf(own);
        } finally {
            lock.unlock();
        }
    }

    void carrier(@Nullable Carrier next) {
        carrier = next;
    }
}
