package dev.skein.keeper;

import dev.skein.heartbeat.Heartbeat;
import dev.skein.heartbeat.HeartbeatKeys;
import dev.skein.lease.Timing;
import dev.skein.lease.Voter;
import dev.skein.model.Ticker;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The keeper's life: waits for its node, runs heartbeats and leases as the node says, and goes on as a voter while the node
 * is away. When the node ends, its connection does, too, and everything is handed over at once; when it is merely silent,
 * after a promise's time.
 */
final class Keeper implements Line.Listener, AutoCloseable {
    private static final long LOOK_MILLIS = 20;
    private static final long PICTURE = TimeUnit.MILLISECONDS.toNanos(100);

    private final Path directory;
    private final Ticker ticker;
    private final Consumer<String> log;
    private final AddressPort.Opener opener;
    private final ReentrantLock lock = new ReentrantLock();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile @Nullable Line line;
    private volatile @Nullable Beating running;
    private volatile long lastWell;
    private volatile long echo;
    private volatile boolean orphaned = true;
    private String unwell = "";
    private boolean drains;
    private int exit;

    Keeper(Path directory, AddressPort.Opener opener, Ticker ticker, Consumer<String> log) {
        this.directory = directory;
        this.opener = opener;
        this.ticker = ticker;
        this.log = log;
    }

    /** A node has connected; the last one counts, since a former one can only be its dead predecessor. */
    void accept(SocketChannel channel) {
        Line next = new Line(channel, this);
        locked(() -> {
            if (line != null) {
                line.close();
            }
            line = next;
        });
        next.start();
    }

    /** Looks after the node until closed. Returns the exit code: not 0 where a new process would do better. */
    int run() throws InterruptedException {
        long lastPicture = ticker.nanos();
        while (!over.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            Beating now = running;
            if (now == null) {
                continue;
            }
            lookForSilence(now);
            boolean due = ticker.nanos() - lastPicture >= PICTURE;
            lastPicture = due ? ticker.nanos() : lastPicture;
            now.heartbeat().execute(() -> turn(now, due));
        }
        return exit;
    }

    /** Under the lock, or a sign of life that comes at this moment could be overtaken by its own absence, for good. */
    private void lookForSilence(Beating now) {
        locked(() -> {
            long silent = ticker.nanos() - lastWell;
            if (!orphaned && silent > now.timing().promise()) {
                orphan("the node has been silent for %d ms".formatted(silent / 1_000_000));
            }
        });
    }

    private void locked(Runnable task) {
        lock.lock();
        try {
            task.run();
        } finally {
            lock.unlock();
        }
    }

    private void turn(Beating now, boolean picture) {
        now.wards().turn();
        if (picture) {
            tell(now.wards().picture(echo));
        }
    }

    private void tell(Message message) {
        Line to = line;
        if (to != null) {
            to.send(message);
        }
    }

    private void orphan(String why) {
        orphaned = true;
        log.accept(why + ": gives up what it holds");
        Beating now = running;
        if (now != null) {
            now.heartbeat().orphaned(true);
            now.serving(false, false);
        }
    }

    // ---------------------------------------------------------------- what the node says

    @Override
    public void received(Line from, Message message) {
        locked(() -> {
            try {
                if (from == line) {
                    act(message);
                }
            } catch (IOException e) {
                end(e.getMessage(), 1);
            }
        });
    }

    private void act(Message message) throws IOException {
        if (message instanceof Message.Join join) {
            join(join);
            return;
        }
        Beating now = running;
        if (now == null) {
            throw new IOException("the node said something before who it is");
        }
        Heartbeat heartbeat = now.heartbeat();
        switch (message) {
            case Message.Keys keys -> heartbeat.keys(new HeartbeatKeys(keys.current(), keys.secrets()));
            case Message.Timed timed -> timing(now, timed.timing());
            case Message.Voters voters -> heartbeat.voters(voters.voters());
            case Message.Peers peers -> heartbeat.peers(peers.addresses());
            case Message.Wanted wanted -> heartbeat.wanted(wanted.items(), wanted.capacities(), wanted.preempt());
            case Message.Seed seed -> heartbeat.seed(seed.floor());
            case Message.Addresses all -> heartbeat.execute(() -> now.wards().addresses(now.node(), all));
            case Message.PeerFlows flows ->
                heartbeat.execute(() -> now.wards().handing.told(flows.node(), flows.flows()));
            case Message.Move move -> heartbeat.handOver(move.resource(), move.node());
            case Message.Draining draining -> drain(heartbeat, draining.on(), unwell);
            case Message.Well well -> well(now, well);
            default -> throw new IOException("the node said what only a keeper says: " + message);
        }
    }

    private void timing(Beating now, Timing timing) {
        running = now.with(timing);
        now.heartbeat().timing(timing);
        now.heartbeat().execute(() -> now.wards().timing(timing));
    }

    private void well(Beating now, Message.Well well) {
        Heartbeat heartbeat = now.heartbeat();
        lastWell = ticker.nanos();
        echo = well.at();
        if (!well.unwell().equals(unwell)) {
            log.accept(well.unwell().isEmpty() ? "the node is well" : "the node is unwell: " + well.unwell());
            drain(heartbeat, drains, well.unwell());
            now.serving(true, well.unwell().isEmpty());
        }
        if (orphaned) {
            orphaned = false;
            log.accept("the node is there");
            heartbeat.orphaned(false);
            now.serving(true, well.unwell().isEmpty());
        }
    }

    private void drain(Heartbeat heartbeat, boolean wished, String ill) {
        drains = wished;
        unwell = ill;
        heartbeat.draining(wished || !ill.isEmpty());
    }

    private void join(Message.Join join) throws IOException {
        Beating now = running;
        if (now != null && !now.isOf(join)) {
            end("the node is another one: " + join.node() + " at " + join.bind(), KeeperMain.AGAIN);
            return;
        }
        if (now == null) {
            now = Beating.begin(join, new Wards(ticker, opener, this::tell, log), directory, ticker);
            running = now;
        } else {
            now.heartbeat()
                    .keys(new HeartbeatKeys(join.keys().current(), join.keys().secrets()));
            now.heartbeat().voters(join.voters());
            timing(now, join.timing());
        }
        drain(now.heartbeat(), false, "");
        Voter voter = now.voter();
        Line to = line;
        now.heartbeat().execute(() -> {
            if (to != null) {
                to.send(new Message.Welcome(Message.PROTOCOL, voter.seeded()));
            }
        });
    }

    @Override
    public void ended(Line which, String why) {
        locked(() -> {
            if (which == line && why.startsWith("another build")) {
                end(why, KeeperMain.AGAIN);
            } else if (which == line) {
                orphan("the node is gone (" + why + ")");
            }
        });
    }

    private void end(@Nullable String why, int code) {
        log.accept(String.valueOf(why));
        exit = code;
        over.countDown();
    }

    /** Gives up what it holds, says goodbye to whose connections it still serves, and ends. */
    @Override
    public void close() {
        Beating now = running;
        if (now != null) {
            now.awaitServed(ticker, over);
        }
        over.countDown();
        if (now != null) {
            now.heartbeat().close();
        }
        Line to = line;
        if (to != null) {
            to.close();
        }
    }
}
