package dev.skein.heartbeat;

import dev.skein.lease.Plan;
import dev.skein.lease.Timing;
import dev.skein.lease.VoterSet;
import dev.skein.model.Ticker;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** Heartbeats and leases: one socket, one thread. What others ask for takes effect on that thread a moment later. */
public final class Heartbeat implements Pulse {
    private final Ticker ticker;
    private final HeartbeatListener listener;
    private final DatagramChannel channel;
    private final Selector selector;
    private final Wire wire;
    private final Refusals refusals;
    private final Station station;
    private final PauseWatch pauses;
    private final Queue<Runnable> orders = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean running = true;
    private long nextBeat;

    private Heartbeat(HeartbeatSetup setup, DatagramChannel channel, Selector selector) {
        this.ticker = setup.ticker();
        this.listener = setup.listener();
        this.channel = channel;
        this.selector = selector;
        this.refusals = new Refusals(listener::note);
        this.wire = new Wire(channel, setup.keys(), refusals);
        this.station = new Station(
                setup, new SecureRandom().nextLong() | 1, refusals, (to, beat) -> wire.send(ticker.nanos(), to, beat));
        this.pauses = new PauseWatch(setup.bootTime(), setup.timing());
        this.thread = Thread.ofPlatform().name("skein-heartbeat").daemon().unstarted(this::run);
    }

    /** Opens the socket; nothing is sent before {@link #start}. */
    public static Heartbeat open(HeartbeatSetup setup) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.bind(setup.bind());
            channel.configureBlocking(false);
            Selector selector = Selector.open();
            channel.register(selector, SelectionKey.OP_READ);
            return new Heartbeat(setup, channel, selector);
        } catch (BindException e) {
            channel.close();
            throw new BindException(
                    "cluster.bind: heartbeats can't use udp %s: %s (expected: a free address of this host)"
                            .formatted(Addresses.text(setup.bind()), e.getMessage()));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** This start's incarnation, as others know it. */
    public long boot() {
        return station.boot;
    }

    public void start() {
        nextBeat = ticker.nanos();
        thread.start();
    }

    /** Where it listens. */
    public InetSocketAddress address() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    @Override
    public void peers(List<InetSocketAddress> addresses) {
        execute(() -> station.peers(addresses));
    }

    @Override
    public void voters(VoterSet voters) {
        execute(() -> station.voters(voters));
    }

    @Override
    public void timing(Timing timing) {
        execute(() -> {
            station.timing(timing);
            pauses.timing(timing);
        });
    }

    @Override
    public void keys(HeartbeatKeys keys) {
        execute(() -> wire.keys(keys));
    }

    @Override
    public void seed(long floor) {
        execute(() -> station.voter.seed(floor));
    }

    @Override
    public void wanted(List<Plan.Item> items, Map<String, Integer> capacities, boolean preempt) {
        execute(() -> station.desk().wanted(ticker.nanos(), items, capacities, preempt));
    }

    @Override
    public void draining(boolean on) {
        execute(() -> station.draining(ticker.nanos(), on));
    }

    /** Tells everybody that only this node's keeper speaks, because the node has ended or stands still; holds nothing then. */
    public void orphaned(boolean on) {
        execute(() -> station.orphaned(ticker.nanos(), on));
    }

    @Override
    public void handOver(String resource, String node) {
        execute(() -> station.desk().handOver(ticker.nanos(), resource, node));
    }

    /** Neither goes for these nor keeps them, whatever the plan says: this machine can't. Others know nothing of it. */
    public void barred(Set<String> resources) {
        execute(() -> station.desk().barred(ticker.nanos(), resources));
    }

    /** Where this node stands with virtual addresses; the others hear of changes at once. On the heartbeat's thread. */
    public void stand(List<Standing> standings) {
        station.stand(standings);
    }

    @Override
    public long term(String resource) {
        return station.desk().term(resource, ticker.nanos());
    }

    @Override
    public HeartbeatView view() {
        return station.view();
    }

    /** Runs it on the heartbeat's thread, soon. */
    public void execute(Runnable task) {
        orders.add(task);
        selector.wakeup();
    }

    private void run() {
        while (running) {
            try {
                turn();
            } catch (IOException | RuntimeException e) {
                refusals.refused(ticker.nanos(), "failed", "heartbeat: a turn failed: " + e);
            }
        }
        station.leave(ticker.nanos());
        release();
    }

    private void turn() throws IOException {
        long next = Math.min(nextBeat, station.desk().due());
        long wait = TimeUnit.NANOSECONDS.toMillis(next - ticker.nanos() + 999_999);
        pauses.sleepUntil(next);
        if (wait > 0) {
            selector.select(wait);
        } else {
            selector.selectNow();
        }
        selector.selectedKeys().clear();
        long now = ticker.nanos();
        String pause = pauses.noticed(now);
        if (pause != null) {
            listener.note("heartbeat: " + pause + ": no lease counts until a majority is heard again");
            station.awoke(now);
        }
        for (Runnable task = orders.poll(); task != null; task = orders.poll()) {
            task.run();
        }
        wire.receive(now, (from, beat) -> station.received(ticker.nanos(), from, beat));
        if (ticker.nanos() - station.desk().due() >= 0) {
            station.desk().attend(ticker.nanos());
        }
        station.flush(ticker.nanos());
        if (now - nextBeat >= 0) {
            nextBeat = Math.max(nextBeat + station.timing().interval(), now);
            station.tick(now, ticker.nanos());
        }
    }

    private void release() {
        try {
            selector.close();
            channel.close();
        } catch (IOException e) {
            listener.note("heartbeat: the socket did not close: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        running = false;
        selector.wakeup();
        if (thread.getState() == Thread.State.NEW) {
            release();
            return;
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
