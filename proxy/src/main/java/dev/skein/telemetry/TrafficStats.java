package dev.skein.telemetry;

import dev.skein.model.Outcome;

/** What is counted of the exchanges of a route, a pool or a server. */
public abstract sealed class TrafficStats permits RouteStats, PoolStats, ServerStats {
    private final Traffic traffic;

    TrafficStats(int loops) {
        this.traffic = new Traffic(loops);
    }

    /**
     * An exchange comes to this subject; of a server, an attempt. To be followed by exactly one {@link Recorder#record}
     * with it, on the same event loop; of a server, by that or by {@link ServerStats#attemptFailed}.
     */
    public void begin(int loop) {
        traffic.begin(loop);
    }

    void end(Outcome outcome, int loop) {
        traffic.end(outcome, outcome.attempts, loop);
    }

    /** Exchanges, or attempts, under way. */
    public long inFlight() {
        return traffic.inFlight();
    }

    /** Everything counted so far. */
    public TrafficReading read() {
        return traffic.read();
    }

    /**
     * What was counted lately.
     *
     * @param nowNanos the present
     * @param spanNanos how far to look back: up to a minute, rounded up to what {@link Metrics#sample} has seen
     */
    public Window window(long nowNanos, long spanNanos) {
        return traffic.window(nowNanos, spanNanos);
    }

    Traffic traffic() {
        return traffic;
    }
}
