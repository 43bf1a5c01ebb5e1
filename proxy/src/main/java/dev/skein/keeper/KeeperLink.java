package dev.skein.keeper;

import dev.skein.heartbeat.HeartbeatKeys;
import dev.skein.heartbeat.HeartbeatListener;
import dev.skein.heartbeat.HeartbeatView;
import dev.skein.heartbeat.Pulse;
import dev.skein.lease.LeaseListener;
import dev.skein.lease.Plan;
import dev.skein.lease.Timing;
import dev.skein.lease.VoterSet;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The node's end of its keeper: what the node wants is said again to each keeper that comes, and what the keeper tells is
 * told here as if heartbeats ran in this process. Says several times a promise that the node is alive and well. Confined to
 * a thread of its own, but for what is read.
 */
public final class KeeperLink implements Pulse {
    private static final HeartbeatView NOTHING = new HeartbeatView(List.of(), List.of(), true, 0);
    private static final long RETRY_MILLIS = 100;
    private static final long WELL_MILLIS = 50;
    /** Tries before somebody is told: one that died is back within a second. */
    private static final int TELLING = 20;

    private final KeeperTerms parts;
    private final ScheduledExecutorService thread;
    private final Wishes wishes;
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private volatile Message.@Nullable Picture picture;
    private volatile boolean closed;
    private @Nullable Line line;
    private boolean fresh;
    private int missed;

    private KeeperLink(KeeperTerms parts, Wishes wishes) {
        this.parts = parts;
        this.wishes = wishes;
        this.fresh = parts.fresh();
        // What comes after the end is left out: the keeper goes on telling.
        this.thread = new ScheduledThreadPoolExecutor(
                1,
                Thread.ofPlatform().name("skein-keeper").daemon(true).factory(),
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /** Looks for the keeper from now on, and looks again whenever it is lost. */
    public static KeeperLink start(KeeperTerms parts, HeartbeatKeys keys, Timing timing, VoterSet voters) {
        KeeperLink made = new KeeperLink(parts, new Wishes(keys, timing, voters));
        made.thread.execute(made::connect);
        made.thread.scheduleAtFixedRate(made::well, WELL_MILLIS, WELL_MILLIS, TimeUnit.MILLISECONDS);
        return made;
    }

    private void connect() {
        if (closed) {
            return;
        }
        try {
            SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(parts.socket()));
            Line made = new Line(channel, new Ear());
            line = made;
            made.start();
            made.send(wishes.join(parts.node(), parts.bind(), fresh));
            wishes.said().forEach(made::send);
            well();
            missed = 0;
        } catch (IOException e) {
            if (++missed == TELLING) {
                parts.listener()
                        .note("keeper: none at " + parts.socket() + " (" + e.getMessage()
                                + "): no leases, no virtual addresses; 'skein run' starts one, or 'skein keeper'");
            }
            again();
        }
    }

    private void again() {
        var unused = thread.schedule(this::connect, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void well() {
        Line to = line;
        if (to != null) {
            to.send(new Message.Well(parts.ticker().nanos(), parts.unwell().get()));
        }
    }

    private void send(Message message) {
        thread.execute(() -> {
            Line to = line;
            if (to != null) {
                to.send(message);
            }
        });
    }

    /** Hears the keeper; passes on to the link's thread. */
    private final class Ear implements Line.Listener {
        @Override
        public void received(Line from, Message message) {
            if (message instanceof Message.Picture next) {
                picture = next;
            } else {
                thread.execute(() -> act(message));
            }
        }

        @Override
        public void ended(Line which, String why) {
            picture = null;
            thread.execute(() -> lost(which, why));
        }
    }

    private void lost(Line which, String why) {
        if (which == line) {
            parts.listener().note("keeper: its connection ended: " + why);
            line = null;
            Set.copyOf(held).forEach(resource -> dropped(resource, 0, LeaseListener.End.ORPHANED));
            again();
        }
    }

    private void act(Message message) {
        HeartbeatListener listener = parts.listener();
        switch (message) {
            case Message.Welcome welcome -> {
                fresh = false;
                parts.greeted().accept(welcome.remembers());
            }
            case Message.Heard heard -> listener.heard(heard.node(), heard.liveness(), heard.reason());
            case Message.Acquired acquired -> {
                held.add(acquired.resource());
                listener.acquired(acquired.resource(), acquired.term());
            }
            case Message.Lost lost -> dropped(lost.resource(), lost.term(), lost.why());
            case Message.Note note -> listener.note(note.line());
            case Message.Flows flows -> parts.flows().accept(flows.flows());
            default -> listener.note("keeper: said what only a node says: " + message);
        }
    }

    private void dropped(String resource, long term, LeaseListener.End why) {
        held.remove(resource);
        parts.listener().lost(resource, term, why);
    }

    // ---------------------------------------------------------------- what the node wants

    /** The cluster's virtual addresses, what is run when one comes or goes, how long one that went is served. */
    public void addresses(List<KeptAddress> addresses, HookSettings hooks, Duration drain) {
        send(wishes.note(new Message.Addresses(addresses, hooks, drain)));
    }

    /** What the keeper of that node has told about its connections; see {@link KeeperTerms#flows}. */
    public void flows(String node, byte[] flows) {
        send(new Message.PeerFlows(node, flows));
    }

    @Override
    public void peers(List<InetSocketAddress> addresses) {
        send(wishes.note(new Message.Peers(addresses)));
    }

    @Override
    public void voters(VoterSet voters) {
        wishes.voters(voters);
        send(new Message.Voters(voters));
    }

    @Override
    public void timing(Timing timing) {
        wishes.timing(timing);
        send(new Message.Timed(timing));
    }

    @Override
    public void keys(HeartbeatKeys keys) {
        wishes.keys(keys);
        send(Wishes.message(keys));
    }

    /** For the keeper that is there, which has said that it remembers nothing; the next one says so itself. */
    @Override
    public void seed(long floor) {
        send(new Message.Seed(floor));
    }

    @Override
    public void wanted(List<Plan.Item> items, Map<String, Integer> capacities, boolean preempt) {
        send(wishes.note(new Message.Wanted(items, capacities, preempt)));
    }

    @Override
    public void draining(boolean on) {
        send(wishes.note(new Message.Draining(on)));
    }

    @Override
    public void handOver(String resource, String node) {
        send(new Message.Move(resource, node));
    }

    // ---------------------------------------------------------------- what the keeper tells

    /** Counted from when this node last said that it is well, which is before the keeper counted. */
    @Override
    public long term(String resource) {
        Message.Picture last = picture;
        if (last != null && last.echo() != 0) {
            for (Message.Held lease : last.held()) {
                if (lease.resource().equals(resource) && parts.ticker().nanos() - last.echo() < lease.remaining()) {
                    return lease.term();
                }
            }
        }
        return 0;
    }

    @Override
    public HeartbeatView view() {
        Message.Picture last = picture;
        return last == null ? NOTHING : last.view();
    }

    /** Ends the connection, which the keeper takes for the node's end. */
    @Override
    public void close() {
        closed = true;
        thread.shutdownNow();
        Line last = line;
        if (last != null) {
            last.close();
        }
    }
}
