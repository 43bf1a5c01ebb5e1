package dev.skein.telemetry;

import dev.skein.model.Outcome;

/** Counters of the client connections of one listener; they live on its name and outlive reloads. */
public final class ListenerStats {
    private static final int ACCEPTED = 0;
    private static final int CLOSED = 1;
    private static final int REFUSED = 2;
    private static final int HANDSHAKES_FAILED = 3;
    private static final int BYTES_IN = 4;
    private static final int BYTES_OUT = 5;
    private static final int COUNTERS = 6;

    private final String name;
    private final LoopCounters counters;
    private final Traffic passed;

    ListenerStats(String name, int loops) {
        this.name = name;
        this.counters = new LoopCounters(loops, COUNTERS);
        this.passed = new Traffic(loops);
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

    /** Bytes came from a client whose connection is passed on as it is. On the connection's event loop. */
    public void received(long bytes, int loop) {
        counters.add(BYTES_IN, bytes, loop);
    }

    /** Bytes went to such a client. On the connection's event loop. */
    public void sent(long bytes, int loop) {
        counters.add(BYTES_OUT, bytes, loop);
    }

    void end(Outcome outcome, int loop) {
        passed.begin(loop);
        passed.end(outcome, outcome.attempts, loop);
    }

    /** How connections that were passed on as they are ended. */
    SparseReading ends() {
        return passed.codes();
    }

    /** Bytes from clients whose connections are passed on as they are. */
    public long bytesReceived() {
        return counters.sum(BYTES_IN);
    }

    /** Bytes to them. */
    public long bytesSent() {
        return counters.sum(BYTES_OUT);
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
