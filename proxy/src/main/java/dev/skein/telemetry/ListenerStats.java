package dev.skein.telemetry;

/** Counters of the client connections of one listener; they live on its name and outlive reloads. */
public final class ListenerStats {
    private static final int ACCEPTED = 0;
    private static final int CLOSED = 1;
    private static final int REFUSED = 2;
    private static final int HANDSHAKES_FAILED = 3;
    private static final int COUNTERS = 4;

    private final String name;
    private final LoopCounters counters;

    ListenerStats(String name, int loops) {
        this.name = name;
        this.counters = new LoopCounters(loops, COUNTERS);
    }

    public String name() {
        return name;
    }

    /** A connection was accepted. On the connection's event loop. */
    public void accepted(int loop) {
        counters.add(ACCEPTED, 1, loop);
    }

    /** A connection that had been {@link #accepted} is closed. On the connection's event loop. */
    public void closed(int loop) {
        counters.add(CLOSED, 1, loop);
    }

    /** A connection was turned away because of a limit. From any thread; it does not count as accepted. */
    public void refused() {
        counters.addShared(REFUSED, 1);
    }

    /** A TLS handshake failed. From any thread. */
    public void handshakeFailed() {
        counters.addShared(HANDSHAKES_FAILED, 1);
    }

    /** Connections accepted so far. */
    public long accepted() {
        return counters.sum(ACCEPTED);
    }

    /** Connections open now. */
    public long open() {
        long closed = counters.sum(CLOSED);
        return counters.sum(ACCEPTED) - closed;
    }

    /** Connections turned away so far. */
    public long refusals() {
        return counters.sum(REFUSED);
    }

    /** TLS handshakes that failed so far. */
    public long handshakesFailed() {
        return counters.sum(HANDSHAKES_FAILED);
    }
}
