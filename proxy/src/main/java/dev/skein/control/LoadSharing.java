package dev.skein.control;

import dev.skein.cluster.Cluster;
import dev.skein.cluster.Decoder.MalformedException;
import dev.skein.cluster.Report;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the others how many requests this node has in flight at each server, and lets the balancers see theirs. Confined to
 * the control thread.
 */
final class LoadSharing {
    private static final Logger LOG = LoggerFactory.getLogger(LoadSharing.class);

    private final Cluster cluster;
    private final LoadTeller teller = new LoadTeller();
    private final LoadBook book = new LoadBook();
    private final Map<Long, ServerState> servers = new HashMap<>();

    LoadSharing(Cluster cluster) {
        this.cluster = cluster;
    }

    /** These are the servers from now on. */
    void servers(Collection<PoolState> pools) {
        servers.clear();
        for (PoolState pool : pools) {
            for (ServerState server : pool.servers.values()) {
                servers.put(server.id, server);
                server.load.remoteInFlight(book.sum(server.id));
            }
        }
    }

    void hear(Report report, long now) {
        try {
            show(book.hear(report.author(), LoadReport.decode(report.value()), now));
        } catch (MalformedException e) {
            LOG.warn("load of node {}: this version can't read it: {}", report.author(), e.getMessage());
        }
    }

    /** Every tenth of a second. */
    void tick(long now) {
        show(book.keep(Set.copyOf(cluster.membership().live()), now));
        if (!cluster.connected()) {
            return;
        }
        Map<Long, Integer> counts = new HashMap<>();
        for (ServerState server : servers.values()) {
            int count = server.load.localInFlight();
            if (count > 0) {
                counts.put(server.id, count);
            }
        }
        LoadReport report = teller.next(counts, now);
        if (report != null) {
            cluster.reports().publish(LoadReport.KIND, report.encode());
        }
    }

    private void show(Set<Long> touched) {
        for (long id : touched) {
            ServerState server = servers.get(id);
            if (server != null) {
                server.load.remoteInFlight(book.sum(id));
            }
        }
    }
}
