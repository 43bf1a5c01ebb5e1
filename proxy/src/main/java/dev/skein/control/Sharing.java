package dev.skein.control;

import dev.skein.cluster.Fact;
import dev.skein.cluster.Report;
import java.util.List;

/** What this node shares with the others beside health and wishes: load, limits, sessions. Confined to the control thread. */
final class Sharing {
    private final Environment environment;
    private final Pools pools;
    private final Limits routeLimits;
    private final LimitSharing limits;
    private final LoadSharing load;
    private final PinSharing pins;

    Sharing(Environment environment, Pools pools, Limits routeLimits) {
        this.environment = environment;
        this.pools = pools;
        this.routeLimits = routeLimits;
        this.limits = new LimitSharing(environment);
        this.load = new LoadSharing(environment.cluster());
        this.pins = new PinSharing(environment.cluster(), environment.ticker());
    }

    /** Servers came or went. */
    void servers() {
        load.servers(pools.all());
        pins.servers(pools.all());
    }

    /** Nodes came or went. */
    void members() {
        pins.members();
    }

    /** A tenth of a second has passed. */
    void pulse() {
        long now = environment.ticker().nanos();
        load.tick(now);
        pins.pulse(pools.all(), now);
    }

    /** A quarter of a second has passed. Pools whose servers may take more or less than before. */
    List<PoolState> tick() {
        routeLimits.tick();
        return limits.tick(pools.all(), pools.servers());
    }

    void reported(Report report) {
        load.hear(report, environment.ticker().nanos());
    }

    /** Another node told something of a circuit. */
    void circuit(Fact fact) {
        limits.hear(fact, pools.find(fact.key().name()));
    }

    PinSharing pins() {
        return pins;
    }
}
