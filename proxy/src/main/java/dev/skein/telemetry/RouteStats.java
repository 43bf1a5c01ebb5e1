package dev.skein.telemetry;

import dev.skein.model.Outcome;

/** Counters of one route; they live on its name and outlive reloads. See {@link Metrics#route}. */
public final class RouteStats {
    private final String name;
    private final Traffic traffic;

    RouteStats(String name, int loops) {
        this.name = name;
        this.traffic = new Traffic(loops);
    }

    /** Name of the route; empty for exchanges that matched none. */
    public String name() {
        return name;
    }

    /** An exchange matched this route. To be followed by exactly one {@link Recorder#record} with it. */
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
