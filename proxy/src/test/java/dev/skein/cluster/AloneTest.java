package dev.skein.cluster;

import dev.skein.model.Ticker;

class AloneTest implements ClusterContract {
    private final Cluster alone = Cluster.alone(Ticker.SYSTEM, "a", "0.1.0", "");

    @Override
    public Cluster cluster() {
        return alone;
    }
}
