package dev.skein.rollout;

import dev.skein.heartbeat.HeartbeatView.PeerView;
import dev.skein.heartbeat.Liveness;
import dev.skein.heartbeat.Pulse;
import dev.skein.lease.VoterSet;
import dev.skein.link.LinkEvents;
import dev.skein.link.LinkType;
import dev.skein.link.NodeLink;
import dev.skein.model.Ticker;
import dev.skein.revision.Head;
import dev.skein.revision.NodeState;
import dev.skein.revision.Trial;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the nodes say of their configuration: told by each when it changes and every second. Any thread. */
final class NodeStates implements LinkEvents {
    private static final Logger LOG = LoggerFactory.getLogger(NodeStates.class);

    private static final long SWITCHED_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long POLL_MILLIS = 10;

    private final String id;
    private final NodeLink link;
    private final Map<String, NodeState> latest = new ConcurrentHashMap<>();

    /** @param heard told of each that came in, on the link's thread */
    NodeStates(String id, NodeLink link, Consumer<NodeState> heard) {
        this.id = id;
        this.link = link;
        link.onMessage(LinkType.CONFIGURATION, (from, body) -> {
            try {
                NodeState state = NodeState.decode(body);
                latest.put(from, state);
                heard.accept(state);
            } catch (IOException e) {
                LOG.warn("configuration: a message of node {} is left out: {}", from, e.getMessage());
            }
        });
    }

    /** Tells all others. */
    void tell(NodeState own) {
        latest.put(id, own);
        link.sendAll(LinkType.CONFIGURATION, own.encode());
    }

    /** Tells one that has just come. */
    @Override
    public void connected(String node, String version, InetSocketAddress address) {
        NodeState own = latest.get(id);
        if (own != null) {
            link.send(node, LinkType.CONFIGURATION, own.encode());
        }
    }

    @Override
    public void refused(String line) {
        // The journal has it.
    }

    @Override
    public void lost(String node, String reason) {
        // Heartbeats say who is there.
    }

    /** What each one said last, by id; those that are gone included. */
    Map<String, NodeState> latest() {
        return new TreeMap<>(latest);
    }

    /** Ids of this node and of those whose heartbeats come. */
    Set<String> live(Pulse pulse) {
        Set<String> live = new TreeSet<>(Set.of(id));
        for (PeerView peer : pulse.view().peers()) {
            if (peer.liveness() == Liveness.ALIVE && !peer.node().isEmpty()) {
                live.add(peer.node());
            }
        }
        return live;
    }

    /** Whether enough voters are there to decide something. */
    boolean majority(Pulse pulse, VoterSet voters) {
        Set<String> live = live(pulse);
        live.retainAll(voters.names());
        return live.size() >= voters.majority();
    }

    /** Live nodes that were not seen to run the head's revision, after having waited a moment for them. */
    List<String> slow(Head head, Ticker ticker, Supplier<Set<String>> live) {
        long end = ticker.nanos() + SWITCHED_NANOS;
        while (true) {
            List<String> slow = live.get().stream()
                    .filter(node -> !runs(node, latest.get(node), head))
                    .toList();
            if (slow.isEmpty() || ticker.nanos() - end >= 0) {
                return slow;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return slow;
            }
        }
    }

    private static boolean runs(String node, @Nullable NodeState state, Head head) {
        Trial trial = head.trial();
        boolean tries = trial != null && trial.node().equals(node);
        long number = tries && trial != null ? trial.revision().number() : head.number();
        return state != null && state.number() == number && state.trial() == tries;
    }
}
