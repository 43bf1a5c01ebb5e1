package dev.skein.control;

import dev.skein.balance.Affinity;
import dev.skein.balance.Candidates;
import dev.skein.model.Failure;
import dev.skein.model.ServerKey;
import dev.skein.model.Ticker;
import dev.skein.snapshot.Pool;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control thread: changes come in by {@link #submit} from anywhere and are folded one after the other. */
public final class Control implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Control.class);
    private static final long TICK_MILLIS = 250;
    private static final long PULSE_MILLIS = 100;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("skein-control").daemon(true).factory());
    private final ControlState state;
    private final Inbox inbox;
    private final Ports ports;
    private final Ticker ticker;

    /**
     * Starts the thread.
     *
     * @param dataDirectory where wishes outlive a restart
     */
    public Control(Environment environment, Ports ports, Path dataDirectory) {
        this.ports = ports;
        this.ticker = environment.ticker();
        this.state = new ControlState(environment, ports, new WishFile(dataDirectory));
        this.inbox = new Inbox(environment.cluster(), this::later, state.pins()::heard);
        var unused = thread.scheduleWithFixedDelay(
                () -> fold(new Change.Tick()), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        if (!environment.cluster().lone()) {
            var unusedPulse = thread.scheduleWithFixedDelay(
                    () -> fold(new Change.Pulse()), PULSE_MILLIS, PULSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Folds a change, soon. The future completes when it is in effect, exceptionally when it was refused. */
    public CompletableFuture<Void> submit(Change change) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        thread.execute(() -> {
            try {
                state.fold(change);
                done.complete(null);
            } catch (IllegalArgumentException refused) {
                done.completeExceptionally(refused);
            } catch (RuntimeException e) {
                LOG.error("control: {} failed", change.getClass().getSimpleName(), e);
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    private void later(Supplier<Change> news) {
        try {
            thread.execute(() -> fold(news.get()));
        } catch (RejectedExecutionException e) {
            LOG.debug("control: has stopped, news of other nodes come too late");
        }
    }

    private void fold(Change change) {
        try {
            state.fold(change);
        } catch (RuntimeException e) {
            LOG.error("control: {} failed", change.getClass().getSimpleName(), e);
        }
    }

    /** Live traffic failed on a server; from event loops. */
    public void suspect(ServerKey server, Failure last) {
        thread.execute(() -> fold(new Change.Suspected(server, last)));
    }

    /** Has a server checked at once, if this node checks it. */
    public void probe(ServerKey server) {
        ports.probing().probeNow(server);
    }

    /**
     * Takes all sessions by a key that this node saw lately off a server: they are bound to others from now on.
     *
     * @return how many; -1 where they have nowhere to go, or go by no key
     */
    public int unbind(ServerKey server) {
        Pool pool = ports.snapshots().current().pools().get(server.pool());
        Candidates set = pool == null ? null : pool.view().candidates();
        for (int i = 0; set != null && i < set.size(); i++) {
            if (set.at(i).key().equals(server) && set.selection().affinity() instanceof Affinity.Keyed keyed) {
                return keyed.unbindAll(set, i, ticker.nanos());
            }
        }
        return -1;
    }

    /** How all pools are at the moment. */
    public CompletableFuture<List<PoolReport>> report() {
        return CompletableFuture.supplyAsync(state::report, thread);
    }

    /** Whether this node reaches none of its servers, while other nodes reach some of the same; as of the last look. */
    public boolean stranded() {
        return state.sharing.stranded();
    }

    @Override
    public void close() {
        inbox.close();
        thread.shutdownNow();
    }
}
