package dev.skein.membership;

import dev.skein.cluster.Membership;
import dev.skein.cluster.Membership.Source;
import dev.skein.config.ClusterSettings;
import dev.skein.heartbeat.HeartbeatListener;
import dev.skein.heartbeat.HeartbeatView.PeerView;
import dev.skein.heartbeat.Liveness;
import dev.skein.heartbeat.Pulse;
import dev.skein.lease.LeaseListener;
import dev.skein.lease.Resource;
import dev.skein.link.LinkEvents;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What heartbeats and links tell of other nodes, for membership and journal, in words that keep apart a process that ended,
 * one that is frozen, and a network that is cut one way. Confined to the given thread, since the heartbeat's must not wait.
 */
public final class Hearing implements HeartbeatListener, LinkEvents {
    private final Membership membership;
    private final Journal journal;
    private final ScheduledExecutorService thread;
    private volatile long intervalMillis;
    private final Set<String> connected = new HashSet<>();
    private @Nullable Pulse heartbeat;
    private volatile Consumer<String> handedOver = _ -> {};

    public Hearing(Membership membership, Journal journal, ScheduledExecutorService thread, long intervalMillis) {
        this.membership = membership;
        this.journal = journal;
        this.thread = thread;
        this.intervalMillis = intervalMillis;
    }

    /** How often heartbeats come from now on. */
    public void interval(long millis) {
        intervalMillis = millis;
    }

    /**
     * Has clients of addresses that this node hands over looked after, by this object's thread.
     *
     * @param held whether this node holds an address
     * @param retire tells the clients of an address that they should connect anew
     * @param end ends what is left of their connections
     */
    public void handedOver(
            Supplier<ClusterSettings> settings,
            Predicate<String> held,
            Consumer<InetAddress> retire,
            Consumer<InetAddress> end) {
        handedOver = new Afterlife(thread, settings, held, new Afterlife.Clients(retire, end));
    }

    public void of(Pulse made) {
        thread.execute(() -> heartbeat = made);
    }

    @Override
    public void heard(String node, Liveness liveness, String reason) {
        thread.execute(() -> {
            switch (liveness) {
                case ALIVE -> {
                    membership.trust(node, Source.HEARTBEAT);
                    membership.trust(node, Source.LINK);
                }
                case ONE_WAY -> membership.suspect(node, Source.HEARTBEAT, "cut off one way: " + reason);
                case ORPHANED -> membership.suspect(node, Source.HEARTBEAT, orphaned(node, reason));
                case SUSPECT, GONE -> membership.suspect(node, Source.HEARTBEAT, silence(node, reason));
            }
        });
    }

    private String orphaned(String node, String reason) {
        return (connected.contains(node) ? "frozen, or just ended: " : "its process has ended: ") + reason;
    }

    private String silence(String node, String reason) {
        if (reason.equals("left")) {
            return "it stops";
        }
        return connected.contains(node)
                ? "frozen or cut off: no heartbeat, " + reason + ", but its connections are open"
                : "ended or cut off: no heartbeat, " + reason + ", and no connection";
    }

    @Override
    public void connected(String node, String version, InetSocketAddress address) {
        connected.add(node);
        membership.trust(node, Source.LINK);
    }

    /** A process that was killed closes its connections at once; so one that then misses two heartbeats has ended. */
    @Override
    public void lost(String node, String reason) {
        connected.remove(node);
        var unused = thread.schedule(() -> ended(node, reason), intervalMillis * 5 / 2, TimeUnit.MILLISECONDS);
    }

    private void ended(String node, String reason) {
        if (heartbeat == null || connected.contains(node)) {
            return;
        }
        for (PeerView peer : heartbeat.view().peers()) {
            if (peer.node().equals(node) && peer.silentMillis() >= intervalMillis * 3 / 2) {
                String why = "its process has ended: its connection was closed (" + reason + "), and no heartbeat came"
                        + " for " + peer.silentMillis() + " ms";
                membership.suspect(node, Source.LINK, why);
            }
        }
    }

    @Override
    public void acquired(String resource, long term) {
        tell(resource, EventKind.ROLE_TAKEN, EventKind.VIRTUAL_IP_TAKEN, "term " + term);
    }

    @Override
    public void lost(String resource, long term, LeaseListener.End why) {
        String address = Resource.address(resource);
        if (why == LeaseListener.End.HANDED_OVER && !address.isEmpty()) {
            thread.execute(() -> handedOver.accept(address));
        }
        String text = switch (why) {
            case LAPSED -> "no majority of the voters renewed it in time";
            case RELEASED -> "given back";
            case HANDED_OVER -> "handed over";
            case ORPHANED -> "the connection to the keeper ended";
            case PAUSED -> "this process or machine stood still, so the lease counts no more";
        };
        tell(resource, EventKind.ROLE_LOST, EventKind.VIRTUAL_IP_LOST, (term == 0 ? "" : "term " + term + ": ") + text);
    }

    private void tell(String resource, EventKind role, EventKind virtualIp, String text) {
        String address = Resource.address(resource);
        String by = "by node " + membership.self().id() + ", " + text;
        thread.execute(
                () -> journal.add(address.isEmpty() ? role : virtualIp, address.isEmpty() ? resource : address, by));
    }

    @Override
    public void note(String line) {
        EventKind kind = EventKind.KEEPER_NOTE;
        if (line.startsWith("heartbeat: ")) {
            kind = EventKind.HEARTBEAT_NOTE;
        } else if (line.startsWith("hook: ")) {
            kind = EventKind.HOOK_ENDED;
        }
        EventKind chosen = kind;
        thread.execute(() -> journal.add(chosen, membership.self().id(), line));
    }
}
