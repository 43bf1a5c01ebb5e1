package dev.skein.cluster;

import java.time.Duration;

/** This node's grid, and beside it what carries to nodes of other grids. */
record Both(Carrier grid, Carrier bridge) implements Carrier {
    @Override
    public void fact(Fact fact) {
        grid.fact(fact);
        bridge.fact(fact);
    }

    @Override
    public void report(Report report) {
        grid.report(report);
        bridge.report(report);
    }

    @Override
    public void line(Line line) {
        grid.line(line);
        bridge.line(line);
    }

    @Override
    public void pin(long key, long server, Duration maxIdle) {
        grid.pin(key, server, maxIdle);
        bridge.pin(key, server, maxIdle);
    }
}
