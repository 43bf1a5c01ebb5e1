package dev.skein.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Keys whose server is not the one that their hash says, told to all nodes and kept by the grid with a copy, so that they
 * survive any one node. Each node keeps what it needs in a table of its own; nothing is looked up here.
 */
public final class SharedPins {
    /** Hears of pins. */
    @FunctionalInterface
    public interface Listener {
        /** Another node's pin. */
        void pinned(long key, long server);
    }

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable Carrier carrier;

    SharedPins() {}

    /**
     * Tells all nodes of a pin. To be said again while it is used, and when the grid was away
     * ({@link Cluster#whenConnected}).
     *
     * @param key hash of pool and key
     * @param server id of the server in its pool
     * @param maxIdle how long it is kept without being said again
     */
    public void share(long key, long server, Duration maxIdle) {
        Carrier to = carrier;
        if (to != null) {
            to.pin(key, server, maxIdle);
        }
    }

    /** Calls the listener with every pin of other nodes from now on, and with all that there are when this node joins. */
    public Runnable listen(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** For the carrier: a pin that came in. */
    public void accept(long key, long server) {
        for (Listener listener : listeners) {
            listener.pinned(key, server);
        }
    }

    void carrier(@Nullable Carrier next) {
        carrier = next;
    }
}
