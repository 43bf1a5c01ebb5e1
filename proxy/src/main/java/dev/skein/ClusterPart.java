package dev.skein;

import dev.skein.cluster.Cluster;
import dev.skein.cluster.trust.NodeName;
import dev.skein.cluster.trust.NodeTrust;
import dev.skein.cluster.trust.TlsFiles;
import dev.skein.cluster.trust.TrustException;
import dev.skein.config.ClusterSettings;
import dev.skein.config.Settings;
import dev.skein.grid.Grid;
import dev.skein.grid.GridSetup;
import dev.skein.model.Ticker;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The node's part in its cluster: what it shares, its credentials, the grid. Without a cluster in the settings only the
 * first, for itself alone.
 */
final class ClusterPart implements AutoCloseable {
    private static final long LOOK_SECONDS = 5;

    private final Cluster cluster;
    private final Journal journal;
    private final String id;
    private final @Nullable Grid grid;
    private final @Nullable NodeTrust trust;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("skein-cluster").daemon(true).factory());

    private ClusterPart(Cluster cluster, @Nullable Grid grid, @Nullable NodeTrust trust, Journal journal, String id) {
        this.cluster = cluster;
        this.grid = grid;
        this.trust = trust;
        this.journal = journal;
        this.id = id;
    }

    /**
     * Reads the credentials; opens nothing.
     *
     * @throws IOException if they can't be read, or the cluster's bind is a name that cannot be looked up
     */
    static ClusterPart of(Settings settings, Ticker ticker, Journal journal) throws IOException {
        String id = settings.node().id();
        String zone = settings.node().zone();
        ClusterSettings wanted = settings.cluster();
        if (wanted == null) {
            return new ClusterPart(Cluster.alone(ticker, id, NodeFacts.version(), zone), null, null, journal, id);
        }
        NodeTrust trust = trust(wanted, id, ticker);
        GridSetup setup = new GridSetup(wanted, id, NodeFacts.version(), zone);
        Cluster cluster =
                new Cluster(ticker, setup.self(ticker), wanted.members().size());
        return new ClusterPart(cluster, new Grid(setup, cluster, trust, journal, ticker), trust, journal, id);
    }

    private static @Nullable NodeTrust trust(ClusterSettings wanted, String id, Ticker ticker) throws IOException {
        ClusterSettings.Tls tls = wanted.tls();
        if (tls == null) {
            return null;
        }
        try {
            TlsFiles files = new TlsFiles(tls.ca(), tls.cert(), tls.key(), tls.revoked());
            return NodeTrust.load(files, new NodeName(wanted.name(), id), ticker);
        } catch (TrustException e) {
            throw new IOException(tls.place() + ": skein.cluster.tls: " + e.getMessage(), e);
        }
    }

    /** Begins to look for the others, in the background. */
    void start() {
        if (trust != null) {
            trust.warnings().forEach(text -> journal.add(EventKind.CERTIFICATE_EXPIRING, id, text));
            var unused = thread.scheduleWithFixedDelay(() -> look(trust), 0, LOOK_SECONDS, TimeUnit.SECONDS);
        }
        if (grid != null) {
            grid.start();
        }
    }

    private void look(NodeTrust of) {
        NodeTrust.Refresh refresh = of.refresh();
        switch (refresh.result()) {
            case UNCHANGED -> {
                // Most of the time.
            }
            case RENEWED -> journal.add(EventKind.CERTIFICATE_LOADED, id, refresh.text());
            case REFUSED -> journal.add(EventKind.CERTIFICATE_REFUSED, id, refresh.text());
        }
        of.expiring().forEach(text -> journal.add(EventKind.CERTIFICATE_EXPIRING, id, text));
    }

    /** Takes in what can change while the cluster runs. */
    void apply(Settings next) {
        ClusterSettings wanted = next.cluster();
        if (grid != null && wanted != null) {
            grid.members(wanted.members());
        }
    }

    Cluster cluster() {
        return cluster;
    }

    /** Leaves; waits for that a while. */
    @Override
    public void close() {
        thread.shutdownNow();
        if (grid != null) {
            grid.close();
        }
    }
}
