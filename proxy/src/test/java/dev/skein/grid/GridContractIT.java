package dev.skein.grid;

import static org.awaitility.Awaitility.await;

import dev.skein.ClusterPorts;
import dev.skein.cluster.Cluster;
import dev.skein.cluster.ClusterContract;
import dev.skein.cluster.Member.State;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A grid of one node keeps the contract, too. */
class GridContractIT implements ClusterContract {
    private static final int[] PORTS = ClusterPorts.take(1);
    private static GridUnderTest node = GridUnderTest.of("edge", "a", PORTS[0], PORTS, null);

    @BeforeAll
    static void start() {
        node.start();
        await().atMost(SOON).until(() -> node.state("a") == State.PRESENT && node.cluster.connected());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Override
    public Cluster cluster() {
        return node.cluster;
    }
}
