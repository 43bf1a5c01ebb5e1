package dev.skein.telemetry;

import dev.skein.model.Outcome;
import dev.skein.model.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * The one door through which exchanges are recorded: counters, histograms, access log, tap. Both methods run on the event loop
 * of the exchange, take well under a microsecond together, take no lock and allocate nothing.
 */
public final class Recorder {
    private final Traffic node;
    private final RouteStats unrouted;
    private final AccessLog accessLog;
    private final Tap tap;
    private final Tracing tracing;

    public Recorder(Metrics metrics, AccessLog accessLog) {
        this(metrics, accessLog, new Tap(Ticker.SYSTEM), new Tracing());
    }

    public Recorder(Metrics metrics, AccessLog accessLog, Tap tap, Tracing tracing) {
        this.tracing = tracing;
        this.tap = tap;
        this.node = metrics.nodeTraffic();
        this.unrouted = metrics.unrouted();
        this.accessLog = accessLog;
    }

    /** A request's first byte was seen. To be followed by exactly one {@link #record}. */
    public void begin(int loop) {
        node.begin(loop);
    }

    /**
     * An exchange ended.
     *
     * @param outcome read at once, not kept
     * @param route the one whose {@code begin} was called; null if none matched
     * @param pool the one whose {@code begin} was called; null if the exchange went to none
     * @param server the last one tried, whose {@code begin} was called; null if none was
     * @param loop index of the event loop, from 0
     */
    public void record(
            Outcome outcome,
            @Nullable RouteStats route,
            @Nullable PoolStats pool,
            @Nullable ServerStats server,
            int loop) {
        node.end(outcome, outcome.attempts, loop);
        if (route != null) {
            route.end(outcome, loop);
        } else {
            unrouted.begin(loop);
            unrouted.end(outcome, loop);
        }
        ended(outcome, pool, server, loop);
    }

    /**
     * A connection ended that was passed on as it is: no exchange, but an end, a line in the log, a load of pool and server.
     *
     * @param outcome read at once, not kept
     * @param pool the one whose {@code begin} was called; null if it went to none
     * @param server the last one tried, whose {@code begin} was called; null if none was
     */
    public void recordConnection(
            Outcome outcome, ListenerStats listener, @Nullable PoolStats pool, @Nullable ServerStats server, int loop) {
        listener.end(outcome, loop);
        ended(outcome, pool, server, loop);
    }

    private void ended(Outcome outcome, @Nullable PoolStats pool, @Nullable ServerStats server, int loop) {
        if (pool != null) {
            pool.end(outcome, loop);
        }
        if (server != null) {
            server.end(outcome, loop);
        }
        accessLog.append(outcome, loop);
        tap.offer(outcome, pool);
    }

    /** Whether exchanges are traced. */
    public Tracing tracing() {
        return tracing;
    }

    /** Where exchanges can be watched. */
    public Tap tap() {
        return tap;
    }

    /** The log that this recorder appends to. */
    public AccessLog accessLog() {
        return accessLog;
    }
}
