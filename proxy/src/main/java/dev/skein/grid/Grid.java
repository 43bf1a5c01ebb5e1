package dev.skein.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import dev.skein.cluster.Cluster;
import dev.skein.cluster.trust.NodeTrust;
import dev.skein.config.ClusterSettings;
import dev.skein.model.Ticker;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The grid of this node: starts an instance of Hazelcast in the background, watches it, starts it again when it ends or this
 * node was refused, and stops it. The node serves before, without and after it. Any thread may call; nothing but {@link
 * #close} waits.
 */
public final class Grid implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Grid.class);
    private static final long WATCH_MILLIS = 250;
    private static final long LOOK_UP_SECONDS = 10;
    private static final long REMIND_SECONDS = 30;
    private static final long TURN_MILLIS = 2_000;
    private static final long LAST_TURN = 3;
    private static final long CLOSE_SECONDS = 15;
    private static final long[] RETRY_SECONDS = {1, 2, 5, 10, 30};

    private final GridSetup setup;
    private final Cluster cluster;
    private final Complaints complaints;
    private final Listed listed;
    private final Doorkeeper doorkeeper;
    private final Guard guard;
    private final ScheduledExecutorService life = single("skein-grid");
    private final ScheduledExecutorService watch = single("skein-grid-watch");
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Ticker ticker;
    private volatile boolean closed;
    private volatile @Nullable GridNode starting;
    private volatile @Nullable Joined joined;
    private volatile List<String> asked = List.of();
    private int failures;
    private boolean blind;

    static {
        GridLog.install();
    }

    /**
     * Makes a grid that is not started.
     *
     * @param cluster made with {@link GridSetup#self}
     * @param trust null: clear text
     */
    public Grid(GridSetup setup, Cluster cluster, @Nullable NodeTrust trust, Journal journal, Ticker ticker) {
        this.setup = setup;
        this.cluster = cluster;
        this.ticker = ticker;
        this.complaints = new Complaints(ticker, journal, setup.id());
        this.listed = new Listed(setup.settings().members());
        this.doorkeeper = new Doorkeeper(this::hello, listed, cluster.membership(), trust, complaints);
        this.guard = new Guard(doorkeeper, ticker, threads);
        cluster.membership().listen(new MembershipEvents(journal, setup.id()));
        cluster.grids().listen(_ -> {
            if (!closed) {
                life.execute(this::lookUp);
            }
        });
    }

    private static ScheduledExecutorService single(String name) {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(name).daemon(true).factory());
    }

    /** How this node introduces itself. */
    public Hello hello() {
        return setup.hello(cluster.membership().self(), ticker);
    }

    /** Begins to start the instance, and goes on trying. */
    public void start() {
        life.execute(() -> life.schedule(this::attempt, turn(), TimeUnit.MILLISECONDS));
        watch.scheduleWithFixedDelay(this::look, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
        life.scheduleWithFixedDelay(this::lookUp, LOOK_UP_SECONDS, LOOK_UP_SECONDS, TimeUnit.SECONDS);
        watch.scheduleWithFixedDelay(cluster::remind, REMIND_SECONDS, REMIND_SECONDS, TimeUnit.SECONDS);
    }

    /** Nodes that come at the same moment take ten seconds to agree on the first one; one after the other, a second each. */
    private long turn() {
        listed.lookUp();
        return Math.min(listed.before(cluster.membership().self().address()), LAST_TURN) * TURN_MILLIS;
    }

    /** Takes other members in; who is not listed any more stays until it leaves. */
    public void members(List<ClusterSettings.Member> next) {
        listed.replace(next);
        life.execute(this::lookUp);
    }

    private void lookUp() {
        listed.lookUp();
        cluster.quotas().expect(Math.max(1, listed.texts().size()));
        Joined now = joined;
        if (now != null) {
            now.members(doorkeeper.invited());
        }
    }

    private void attempt() {
        if (closed) {
            return;
        }
        lookUp();
        GridNode node = new GridNode(guard);
        asked = doorkeeper.invited();
        starting = node;
        try {
            String name = setup.id() + "-" + ticker.nanos();
            var config = GridConfig.of(hello(), asked);
            HazelcastInstance made = HazelcastInstanceFactory.newHazelcastInstance(config, name, node);
            enter(new Joined(made, node, config, cluster, threads, ticker));
        } catch (RuntimeException | LinkageError e) {
            failed(e);
        } finally {
            starting = null;
        }
    }

    private void enter(Joined made) {
        made.onEnd(() -> ended(made));
        String open = SelfTest.run(doorkeeper);
        if (open != null) {
            made.terminate();
            complaints.add(EventKind.GRID_FAILED, open);
            again();
            return;
        }
        joined = made;
        made.enter();
        failures = 0;
        if (closed) {
            made.shutdown();
        }
    }

    private void failed(Throwable e) {
        if (closed) {
            return;
        }
        LOG.debug("grid: not started", e);
        if (doorkeeper.isVain(asked)) {
            life.execute(this::attempt);
            return;
        }
        String refusal = doorkeeper.takeRefusal();
        String reason = refusal == null ? "could not be started: " + Causes.text(e) : refusal;
        cluster.membership().outside(reason);
        if (refusal == null && failures == 0) {
            complaints.add(EventKind.GRID_FAILED, reason);
        }
        again();
    }

    private void again() {
        long seconds = RETRY_SECONDS[Math.min(failures++, RETRY_SECONDS.length - 1)];
        life.schedule(this::attempt, seconds, TimeUnit.SECONDS);
    }

    /** The instance ended by itself, or since this node was refused. */
    private void ended(Joined which) {
        life.execute(() -> {
            if (!closed && which.equals(joined)) {
                joined = null;
                String refusal = doorkeeper.takeRefusal();
                cluster.disconnect(refusal == null ? "the grid has ended; it is started again" : refusal);
                again();
            }
        });
    }

    private void look() {
        try {
            guard.look();
            Joined now = joined;
            if (now != null) {
                now.watch();
            }
            refused(now);
            Reach.look(listed, doorkeeper, cluster.membership());
            blind = false;
        } catch (RuntimeException e) {
            // The instance may be ending; the next look is soon.
            if (!blind) {
                LOG.warn("grid: could not look after its members: {}", e.toString(), e);
            }
            blind = true;
        }
    }

    /** Alone and refused, this node should not go on as a grid of its own. */
    private void refused(@Nullable Joined now) {
        GridNode node = starting;
        if (now != null && now.size() > 1) {
            doorkeeper.takeRefusal();
        } else if (doorkeeper.isRefused() && now != null) {
            now.terminate();
        } else if (node != null && (doorkeeper.isRefused() || doorkeeper.isVain(asked))) {
            node.abort();
        }
    }

    /** Leaves the grid, handing over what this member keeps for others; at most 15 s. */
    @Override
    public void close() {
        closed = true;
        watch.shutdownNow();
        GridNode node = starting;
        if (node != null) {
            node.abort();
        }
        Joined now = joined;
        Thread stop = Thread.ofVirtual().start(() -> {
            if (now != null) {
                now.leave();
            }
        });
        try {
            if (!stop.join(Duration.ofSeconds(CLOSE_SECONDS)) && now != null) {
                LOG.warn("grid: did not stop within {} s and is ended", CLOSE_SECONDS);
                now.terminate();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        cluster.disconnect("the node stops");
        life.shutdownNow();
        threads.shutdownNow();
    }
}
