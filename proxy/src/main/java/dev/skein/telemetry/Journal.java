package dev.skein.telemetry;

import dev.skein.model.Ticker;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What changed on this node, in order: the last of it in memory, all of it in the log and with whoever listens. For any
 * thread but not for the request path: it takes a lock.
 */
public final class Journal {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final int MOST_CHARS = 4000;

    private final Ticker ticker;
    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Event> events = new ArrayDeque<>();
    private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();
    private long lastId;

    /**
     * An empty journal.
     *
     * @param capacity events kept in memory, at least 1
     */
    public Journal(Ticker ticker, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected: at least 1)");
        }
        this.ticker = ticker;
        this.capacity = capacity;
    }

    /** Adds an event that nobody in particular caused. */
    public Event add(EventKind kind, String subject, String text) {
        return add(kind, subject, text, null);
    }

    /**
     * Adds an event.
     *
     * @param by who caused it, null if nobody in particular
     */
    public Event add(EventKind kind, String subject, String text, @Nullable String by) {
        lock.lock();
        try {
            Instant now = Instant.ofEpochMilli(ticker.epochMillis());
            Event event = new Event(++lastId, now, kind, cut(subject), cut(text), by);
            if (events.size() == capacity) {
                events.removeFirst();
            }
            events.addLast(event);
            log(event);
            // Within the lock, so that all hear of events in their order.
            listeners.forEach(listener -> tell(listener, event));
            return event;
        } finally {
            lock.unlock();
        }
    }

    /** What one event may say: it goes to other nodes and stays on their disks. */
    private static String cut(String text) {
        return text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS) + "…";
    }

    private static void tell(Consumer<Event> listener, Event event) {
        try {
            listener.accept(event);
        } catch (RuntimeException e) {
            LOG.error("journal: a listener failed", e);
        }
    }

    private static void log(Event event) {
        String by = event.by() == null ? "" : " (by " + event.by() + ")";
        switch (event.kind().severity()) {
            case INFO -> LOG.info("{} {}: {}{}", event.kind().code(), event.subject(), event.text(), by);
            case WARNING -> LOG.warn("{} {}: {}{}", event.kind().code(), event.subject(), event.text(), by);
            case ERROR -> LOG.error("{} {}: {}{}", event.kind().code(), event.subject(), event.text(), by);
        }
    }

    /**
     * The latest events, newest first.
     *
     * @param after only those with a greater id; 0 for all
     * @param limit at most so many, 0 or more
     */
    public List<Event> latest(long after, int limit) {
        lock.lock();
        try {
            List<Event> found = new ArrayList<>();
            Iterator<Event> newest = events.descendingIterator();
            while (newest.hasNext() && found.size() < limit) {
                Event event = newest.next();
                if (event.id() <= after) {
                    break;
                }
                found.add(event);
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Calls the listener with every event from now on, in order, on the thread that adds it. It must return at once
     * (hand the event over), and must not add events itself.
     *
     * @return ends it
     */
    public Runnable listen(Consumer<Event> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
