package dev.skein.telemetry;

import dev.skein.model.Failure;
import dev.skein.model.Outcome;
import dev.skein.model.Phase;
import dev.skein.model.ServerKey;

/**
 * Counters of one server of a pool, and of the connections to it; they live on its key and outlive reloads. See
 * {@link Metrics#server}. All methods with a {@code loop} are called on that event loop.
 */
public final class ServerStats extends TrafficStats {
    private static final int OPENED = 0;
    private static final int CLOSED = 1;
    private static final int IDLE = 2;
    private static final int COUNTERS = 3;

    private final ServerKey key;
    private final LoopCounters connections;
    private final Histogram connect;
    private final Histogram firstByte;

    ServerStats(ServerKey key, int loops) {
        super(loops);
        this.key = key;
        this.connections = new LoopCounters(loops, COUNTERS);
        this.connect = new Histogram(loops);
        this.firstByte = new Histogram(loops);
    }

    public ServerKey key() {
        return key;
    }

    /** The attempt failed, and the exchange goes on with another one. */
    public void attemptFailed(Failure failure, Phase phase, int loop) {
        traffic().attemptFailed(failure, phase, loop);
    }

    @Override
    void end(Outcome outcome, int loop) {
        // The other attempts were other servers'.
        traffic().end(outcome, Math.min(1, outcome.attempts), loop);
        if (outcome.connectNanos >= 0 && !outcome.reused) {
            connect.record(outcome.connectNanos, loop);
        }
        if (outcome.firstByteNanos >= 0) {
            firstByte.record(outcome.firstByteNanos, loop);
        }
    }

    /** A connection to the server was established. */
    public void connectionOpened(int loop) {
        connections.add(OPENED, 1, loop);
    }

    /** A connection that had been established is gone. */
    public void connectionClosed(int loop) {
        connections.add(CLOSED, 1, loop);
    }

    /** Connections were laid into the pool (+) or taken out of it, closed ones included (-). */
    public void idleChanged(int delta, int loop) {
        connections.add(IDLE, delta, loop);
    }

    /** Connections established so far. */
    public long opened() {
        return connections.sum(OPENED);
    }

    /** Connections open now, idle ones included. */
    public long open() {
        long closed = connections.sum(CLOSED);
        return connections.sum(OPENED) - closed;
    }

    /** Connections idle now. */
    public long idle() {
        return connections.sum(IDLE);
    }

    /** How long new connections took to establish. */
    public HistogramReading connect() {
        return connect.read();
    }

    /** From the sending of a request to the head of its response. */
    public HistogramReading firstByte() {
        return firstByte.read();
    }
}
