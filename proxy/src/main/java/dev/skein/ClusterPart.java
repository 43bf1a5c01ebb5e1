package dev.skein;

import dev.skein.admin.Quorum;
import dev.skein.cluster.Cluster;
import dev.skein.cluster.trust.NodeTrust;
import dev.skein.cluster.trust.TrustWatch;
import dev.skein.config.ClusterSettings;
import dev.skein.config.Settings;
import dev.skein.control.Control;
import dev.skein.grid.Grid;
import dev.skein.grid.GridSetup;
import dev.skein.journal.Archive;
import dev.skein.keyring.CookieSecret;
import dev.skein.membership.Bridge;
import dev.skein.membership.Links;
import dev.skein.membership.Wellness;
import dev.skein.model.Ticker;
import dev.skein.revision.Configurations;
import dev.skein.rollout.Revisions;
import dev.skein.tap.Taps;
import dev.skein.telemetry.Journal;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's part in its cluster: its credentials, the grid, the links to other nodes, and what a majority decides. Nothing
 * of that without a cluster in the settings.
 */
final class ClusterPart implements AutoCloseable {
    private static final long LOOK_MILLIS = 250;
    private static final int SEEK_LOOKS = 8;
    private static final Logger LOG = LoggerFactory.getLogger(ClusterPart.class);

    private final Cluster cluster;
    private final Journal journal;
    private final String id;
    private final Wellness wellness;
    private final @Nullable Grid grid;
    private final @Nullable NodeTrust trust;
    private final @Nullable Links links;
    private final @Nullable Majority majority;
    private final ScheduledExecutorService thread;
    private @Nullable TrustWatch watch;
    private final Doors doors;
    private final ServerOrders orders = new ServerOrders();
    private int looks;
    private volatile boolean closed;

    /** Reads the credentials, and what a majority has decided; opens nothing. Fails naming what can't be read. */
    ClusterPart(Settings settings, Engine engine) throws IOException {
        this.cluster = shared(settings, engine.ticker());
        this.journal = engine.journal();
        this.id = settings.node().id();
        this.thread = thread();
        this.wellness = new Wellness(engine.loops(), engine.ticker());
        this.doors = new Doors(journal, id);
        ClusterSettings wanted = settings.cluster();
        if (wanted == null) {
            grid = null;
            trust = null;
            links = null;
            majority = null;
            return;
        }
        trust = Credentials.read(wanted, id, engine.ticker());
        grid = new Grid(setup(settings, wanted), cluster, trust, journal, engine.ticker());
        Links made = new Links(wanted, cluster, trust, journal, thread);
        links = made;
        Bridge.begin(cluster, made, grid::hello, journal, thread);
        majority = wanted.secret() == null
                ? null
                : new Majority(wanted, settings.node().data(), made, surroundings(settings, engine));
    }

    private Majority.Surroundings surroundings(Settings settings, Engine engine) {
        return new Majority.Surroundings(
                cluster, journal, engine.ticker(), thread, CookieSecret.of(settings), wellness);
    }

    /** What comes after the end is left out: connections tell of theirs. */
    private static ScheduledExecutorService thread() {
        return new ScheduledThreadPoolExecutor(
                1,
                Thread.ofPlatform().name("skein-cluster").daemon(true).factory(),
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /** What this node shares, and hears of others. */
    private static Cluster shared(Settings settings, Ticker ticker) throws IOException {
        ClusterSettings wanted = settings.cluster();
        return wanted == null
                ? Cluster.alone(
                        ticker,
                        settings.node().id(),
                        NodeFacts.version(),
                        settings.node().zone())
                : new Cluster(
                        ticker,
                        setup(settings, wanted).self(ticker),
                        wanted.members().size());
    }

    private static GridSetup setup(Settings settings, ClusterSettings wanted) {
        return new GridSetup(
                wanted,
                settings.node().id(),
                NodeFacts.version(),
                settings.node().zone());
    }

    /**
     * Opens the ports for the other nodes, and begins to look for these in the background. A port that can't be had is told
     * and tried again: the node serves all the same.
     *
     * @param cookies takes what signs cookies, whenever that changes
     * @param tickets takes what seals session tickets, likewise
     */
    void start(Consumer<List<byte[]>> cookies, Consumer<List<byte[]>> tickets) {
        if (trust != null) {
            watch = Credentials.watch(trust, journal, id);
        }
        if (links != null) {
            doors.add(new Doors.Door("link", links::open));
        }
        if (majority != null) {
            doors.add(new Doors.Door("heartbeats", () -> majority.start(cookies, tickets)));
        }
        doors.open();
        if (links != null) {
            thread.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
        if (grid != null) {
            grid.start();
        }
    }

    /** The journals of all nodes are on each of them, and what is watched on one is watched on all; before the start. */
    void share(Archive archive, Taps taps, Supplier<Control> control) {
        orders.begin(control, links == null ? null : links.link());
        if (links != null) {
            TapSharing.begin(taps, links.link());
            JournalSharing.begin(archive, cluster.feed(), links, thread);
        }
    }

    private void look() {
        if (closed) {
            return;
        }
        try {
            if (links != null && looks++ % SEEK_LOOKS == 0) {
                doors.open();
                links.look();
            }
            if (majority != null) {
                majority.look();
            }
        } catch (RuntimeException e) {
            // Thrown on, it would be the last look.
            LOG.error("cluster: a look at the other nodes failed", e);
        }
    }

    /** Takes in what can change while the cluster runs. */
    void apply(Settings next) {
        ClusterSettings wanted = next.cluster();
        if (grid != null && wanted != null) {
            grid.members(wanted.members());
        }
        if (links != null && wanted != null) {
            links.whereabouts().members(wanted.members());
        }
        if (majority != null && wanted != null) {
            majority.apply(wanted);
        }
    }

    /** What signs cookies where the file names no secret, as it is now: the first makes them, all are recognised. */
    Supplier<List<byte[]>> cookieSecrets(Settings settings) {
        return majority == null ? CookieSecret.supply(settings) : majority::cookieSecrets;
    }

    /** What a majority decides; null without a cluster, and before the start. */
    @Nullable
    Quorum quorum() {
        return majority == null ? null : majority.view();
    }

    /** Has the configuration follow what a majority commits; null where none could. Before the start. */
    @Nullable
    Revisions revise(Revisions.Node node) throws IOException {
        return majority == null ? null : majority.revise(node);
    }

    /** What a majority commits, as operators see it; null where none could. */
    @Nullable
    Configurations configurations() {
        return majority == null ? null : majority.configurations();
    }

    /** Null where nothing is decided by a majority. */
    @Nullable
    Majority majority() {
        return majority;
    }

    /** What all nodes do with a server when one is asked to. */
    ServerOrders orders() {
        return orders;
    }

    Wellness wellness() {
        return wellness;
    }

    Cluster cluster() {
        return cluster;
    }

    /** Leaves; waits for that a while. */
    @Override
    public void close() {
        closed = true;
        if (watch != null) {
            watch.close();
        }
        if (majority != null) {
            majority.close();
        }
        if (links != null) {
            // By the links, too, for nodes of another grid.
            cluster.leave();
            links.close();
        }
        if (grid != null) {
            grid.close();
        }
        thread.shutdownNow();
    }
}
