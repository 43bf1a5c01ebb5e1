package dev.skein.telemetry;

import dev.skein.model.Outcome;

/** Counters of one pool; they live on its name and outlive reloads. See {@link Metrics#pool}. */
public final class PoolStats {
    private final String name;
    private final Traffic traffic;

    PoolStats(String name, int loops) {
        this.name = name;
        this.traffic = new Traffic(loops);
    }

    /** Name of the pool. */
    public String name() {
        return name;
    }

    /** An exchange goes to this pool. To be followed by exactly one {@link Recorder#record} with it. */
    public void begin(int loop) {
        traffic.begin(loop);
    }

    void end(Outcome outcome, int loop) {
        traffic.end(outcome, outcome.attempts, loop);
    }

    /** Exchanges under way. */
    public long inFlight() {
        return traffic.inFlight();
    }

    public TrafficReading read() {
        return traffic.read();
    }

    Traffic traffic() {
        return traffic;
    }
}
