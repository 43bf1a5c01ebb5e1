package dev.skein;

import dev.skein.admin.Quorum;
import dev.skein.cluster.Agreed;
import dev.skein.cluster.Cluster;
import dev.skein.cluster.OwnRegister;
import dev.skein.control.Control;
import dev.skein.control.Tallies;
import dev.skein.lease.Resource;
import dev.skein.roll.Ground;
import dev.skein.roll.Rolling;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What goes on over all nodes for a while: rolls. A thread of its own, so that waiting for control holds nothing up. */
final class Undertakings implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Undertakings.class);
    private static final long LOOK_MILLIS = 250;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("skein-undertakings").daemon(true).factory());
    private static final int SELDOM = 4;

    private final Tallies tallies;
    private final Rolling rolling;
    private int looks;
    private volatile boolean again;

    /** The node that they run on. */
    record On(ClusterPart cluster, Engine engine, Control control, Path data, BooleanSupplier ready, Runnable stop) {}

    private Undertakings(On node) {
        Cluster cluster = node.cluster().cluster();
        Majority majority = node.cluster().majority();
        Runnable restart = () -> {
            again = true;
            node.stop().run();
        };
        Agreed.Register own = cluster.lone() ? new OwnRegister(node.data()) : null;
        this.tallies = new Tallies(
                cluster, node.control(), node.engine().metrics(), node.engine().ticker(), node.ready());
        this.rolling = new Rolling(new Ground(
                cluster,
                node.control(),
                tallies,
                node.engine().journal(),
                node.engine().ticker(),
                () -> own == null ? cluster.agreed().register() : own,
                () -> cluster.lone() || majority != null && majority.holds(Resource.SCHEDULES),
                away -> without(majority, away),
                majority == null ? new Restarts(cluster, null, restart) : majority.restarts(restart)));
    }

    private static String without(@Nullable Majority majority, String node) {
        Quorum quorum = majority == null ? null : majority.view();
        return quorum == null ? "" : quorum.without(node);
    }

    /** Whether a node stopped in order to be started again. */
    static boolean again(@Nullable Undertakings of) {
        return of != null && of.again;
    }

    static Undertakings start(On node) {
        Undertakings started = new Undertakings(node);
        var unused =
                started.thread.scheduleWithFixedDelay(started::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return started;
    }

    private void look() {
        try {
            boolean seldom = looks++ % SELDOM != 0;
            if (rolling.moving() || rolling.open() && !seldom) {
                tallies.tell(rolling.pools());
            }
            rolling.look();
        } catch (RuntimeException e) {
            // Thrown on, it would be the last look.
            LOG.error("rolls: a look failed", e);
        }
    }

    Rolling rolling() {
        return rolling;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
