package dev.skein;

import dev.skein.admin.NodeView;
import dev.skein.admin.Quorum;
import dev.skein.cluster.Agreed;
import dev.skein.cluster.Cluster;
import dev.skein.cluster.OwnRegister;
import dev.skein.control.Control;
import dev.skein.control.Tallies;
import dev.skein.drill.DrillGround;
import dev.skein.drill.Drilling;
import dev.skein.lease.Resource;
import dev.skein.roll.Ground;
import dev.skein.roll.Rolling;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What goes on over all nodes for a while: rolls and drills. A thread of its own, so that waiting for control holds nothing up. */
final class Undertakings implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Undertakings.class);
    private static final long LOOK_MILLIS = 250;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("skein-undertakings").daemon(true).factory());
    private static final int SELDOM = 4;

    private final @Nullable Majority majority;
    private final Supplier<Agreed.@Nullable Register> register;
    private final BooleanSupplier drives;
    private final Tallies tallies;
    private final Rolling rolling;
    private final Drilling drilling;
    private int looks;
    private volatile boolean again;

    /** Where they run. */
    record On(ClusterPart cluster, Engine engine, Control control, Path data) {}

    /**
     * What they do with this very node.
     *
     * @param state what it is, and with {@code become} what it is from now on
     * @param url what a drill asks where nobody said
     */
    record Self(Supplier<NodeView.State> state, Consumer<NodeView.State> become, Supplier<String> url, Runnable stop) {}

    private Undertakings(On node, Self self) {
        Cluster cluster = node.cluster().cluster();
        Engine engine = node.engine();
        Agreed.Register own = cluster.lone() ? new OwnRegister(node.data()) : null;
        this.majority = node.cluster().majority();
        this.register = () -> own == null ? cluster.agreed().register() : own;
        this.drives = () -> cluster.lone() || majority != null && majority.holds(Resource.SCHEDULES);
        this.tallies = new Tallies(
                cluster,
                node.control(),
                engine.metrics(),
                engine.ticker(),
                () -> self.state().get() == NodeView.State.READY);
        this.rolling = rolling(node, self);
        this.drilling = drilling(node, self);
        cluster.standstill().during(rolling::holdsAddressesStill);
    }

    private Rolling rolling(On node, Self self) {
        Cluster cluster = node.cluster().cluster();
        Runnable restart = () -> {
            again = true;
            self.stop().run();
        };
        return new Rolling(new Ground(
                cluster,
                node.control(),
                tallies,
                node.engine().journal(),
                node.engine().ticker(),
                register,
                drives,
                this::without,
                majority == null ? new Restarts(cluster, null, restart) : majority.restarts(restart)));
    }

    private Drilling drilling(On node, Self self) {
        Cluster cluster = node.cluster().cluster();
        return new Drilling(new DrillGround(
                cluster,
                node.control(),
                tallies,
                node.engine().journal(),
                node.engine().ticker(),
                register,
                drives,
                this::without,
                rolling::openName,
                self.url(),
                majority == null ? DrillGround.Addresses.NONE : majority.addresses(),
                new OwnFailures(cluster, majority, self.become())));
    }

    private String without(String node) {
        Quorum quorum = majority == null ? null : majority.view();
        return quorum == null ? "" : quorum.without(node);
    }

    /** Whether a node stopped in order to be started again. */
    static boolean again(@Nullable Undertakings of) {
        return of != null && of.again;
    }

    /** Where there are any. */
    static void end(@Nullable Undertakings of) {
        if (of != null) {
            of.close();
        }
    }

    static Undertakings start(On node, Self self) {
        Undertakings started = new Undertakings(node, self);
        var unused =
                started.thread.scheduleWithFixedDelay(started::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return started;
    }

    private void look() {
        try {
            boolean now = rolling.moving() || drilling.open();
            if (now || rolling.open() && looks++ % SELDOM == 0) {
                Set<String> pools = new HashSet<>(rolling.pools());
                pools.addAll(drilling.pools());
                tallies.tell(pools);
            }
            rolling.look();
            drilling.look();
        } catch (RuntimeException e) {
            // Thrown on, it would be the last look.
            LOG.error("rolls and drills: a look failed", e);
        }
    }

    Drilling drilling() {
        return drilling;
    }

    Rolling rolling() {
        return rolling;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
