package dev.skein.telemetry;

/** Counters of one route; they live on its name and outlive reloads. See {@link Metrics#route}. */
public final class RouteStats extends TrafficStats {
    private final String name;

    RouteStats(String name, int loops) {
        super(loops);
        this.name = name;
    }

    /** Name of the route; empty for the exchanges that matched none. */
    public String name() {
        return name;
    }
}
