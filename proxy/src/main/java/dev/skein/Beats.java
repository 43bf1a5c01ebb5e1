package dev.skein;

import dev.skein.cluster.Member;
import dev.skein.cluster.Member.Role;
import dev.skein.cluster.Membership;
import dev.skein.config.ClusterSettings;
import dev.skein.heartbeat.BootTime;
import dev.skein.heartbeat.Heartbeat;
import dev.skein.heartbeat.HeartbeatKeys;
import dev.skein.heartbeat.HeartbeatListener;
import dev.skein.heartbeat.HeartbeatSetup;
import dev.skein.lease.Plan;
import dev.skein.lease.Timing;
import dev.skein.model.Ticker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This node's heartbeats: to whom, how often, and which roles of the cluster they decide about. */
final class Beats implements AutoCloseable {
    /** Orders of certificates at an authority. */
    static final String ACME = "acme";
    /** What is done at certain times, once for the whole cluster. */
    static final String SCHEDULES = "schedules";

    private static final Logger LOG = LoggerFactory.getLogger(Beats.class);
    private static final List<Plan.Item> ROLES = List.of(Plan.Item.anywhere(ACME), Plan.Item.anywhere(SCHEDULES));

    private final Membership membership;
    private final Whereabouts whereabouts;
    private final Heartbeat heartbeat;
    private final @Nullable BootTime boot;
    private List<InetSocketAddress> peers = List.of();
    private Map<String, Integer> capacities = Map.of();

    private Beats(Membership membership, Whereabouts whereabouts, Heartbeat heartbeat, @Nullable BootTime boot) {
        this.membership = membership;
        this.whereabouts = whereabouts;
        this.heartbeat = heartbeat;
        this.boot = boot;
    }

    /** Opens the socket and begins. */
    static Beats start(
            Membership membership, Whereabouts whereabouts, Voting voting, Terms terms, HeartbeatListener listener)
            throws IOException {
        BootTime boot = boot();
        LongSupplier bootTime = boot == null ? terms.ticker()::nanos : boot;
        Member self = membership.self();
        InetSocketAddress bind =
                new InetSocketAddress(self.address().host(), self.address().heartbeats());
        Heartbeat opened = Heartbeat.open(new HeartbeatSetup(
                self.id(),
                bind,
                terms.keys(),
                timing(terms.detection()),
                voting.register().document().voters(),
                voting.voter(),
                listener,
                terms.ticker(),
                bootTime));
        Beats beats = new Beats(membership, whereabouts, opened, boot);
        beats.look();
        opened.start();
        return beats;
    }

    /** What they go by. */
    record Terms(HeartbeatKeys keys, ClusterSettings.FailureDetection detection, Ticker ticker) {}

    /** Null where the kernel has no such clock to read; a suspended machine is then noticed by the others only. */
    private static @Nullable BootTime boot() {
        try {
            return BootTime.open();
        } catch (IOException e) {
            LOG.warn("heartbeats: whether this machine was suspended can't be seen: {}", e.toString());
            return null;
        }
    }

    private static Timing timing(ClusterSettings.FailureDetection detection) {
        return new Timing(detection.heartbeat().toNanos(), detection.promise().toNanos());
    }

    void detection(ClusterSettings.FailureDetection detection) {
        heartbeat.timing(timing(detection));
    }

    Heartbeat heartbeat() {
        return heartbeat;
    }

    /** Takes in where the others are now, and what each of them can do; to be called now and then, by one thread. */
    void look() {
        List<InetSocketAddress> now = whereabouts.heartbeats();
        if (!now.equals(peers)) {
            peers = now;
            heartbeat.peers(now);
        }
        Map<String, Integer> next = new HashMap<>(Map.of("", 1));
        membership.all().forEach(member -> next.put(member.id(), member.role() == Role.WITNESS ? 0 : 1));
        if (!next.equals(capacities)) {
            capacities = next;
            heartbeat.wanted(ROLES, next, false);
        }
    }

    @Override
    public void close() {
        heartbeat.close();
        if (boot != null) {
            try {
                boot.close();
            } catch (IOException e) {
                LOG.debug("heartbeats: {}", e.toString());
            }
        }
    }

    /** Milliseconds between two of them. */
    static long intervalMillis(ClusterSettings.FailureDetection detection) {
        return TimeUnit.NANOSECONDS.toMillis(detection.heartbeat().toNanos());
    }
}
