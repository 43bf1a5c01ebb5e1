package dev.skein.telemetry;

/** Counters of one pool; they live on its name and outlive reloads. See {@link Metrics#pool}. */
public final class PoolStats extends TrafficStats {
    private final String name;

    PoolStats(String name, int loops) {
        super(loops);
        this.name = name;
    }

    /** Name of the pool. */
    public String name() {
        return name;
    }
}
