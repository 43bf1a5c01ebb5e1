package dev.skein.membership;

import dev.skein.cluster.Cluster;
import dev.skein.cluster.Member;
import dev.skein.cluster.Member.Role;
import dev.skein.config.ClusterSettings;
import dev.skein.config.VirtualIpSettings;
import dev.skein.heartbeat.BootTime;
import dev.skein.heartbeat.Heartbeat;
import dev.skein.heartbeat.HeartbeatListener;
import dev.skein.heartbeat.HeartbeatSetup;
import dev.skein.heartbeat.Pulse;
import dev.skein.keeper.HookSettings;
import dev.skein.keeper.KeeperLink;
import dev.skein.keeper.KeeperMain;
import dev.skein.keeper.KeeperTerms;
import dev.skein.keeper.KeptAddress;
import dev.skein.lease.Resource;
import dev.skein.lease.Timing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's heartbeats: to whom, how often, and which roles and addresses of the cluster they decide about. They run in
 * this process, or in the keeper where the cluster has virtual addresses.
 */
public final class Beats implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Beats.class);

    private final Cluster cluster;
    private final Whereabouts whereabouts;
    private final Pulse pulse;
    private final @Nullable BootTime boot;
    private volatile ClusterSettings settings;
    private List<InetSocketAddress> peers = List.of();
    private Wanted wanted = Wanted.NOTHING;

    private Beats(
            Cluster cluster, Whereabouts whereabouts, ClusterSettings settings, Pulse pulse, @Nullable BootTime boot) {
        this.cluster = cluster;
        this.whereabouts = whereabouts;
        this.settings = settings;
        this.pulse = pulse;
        this.boot = boot;
    }

    /** Where the keeper of a node with that data directory listens. */
    static Path socket(Path data) {
        return data.resolve("keeper").resolve(KeeperMain.SOCKET);
    }

    /** Opens the socket, or looks for the keeper, and begins. */
    public static Beats start(
            Cluster cluster, Whereabouts whereabouts, Voting voting, BeatTerms terms, HeartbeatListener listener)
            throws IOException {
        Member self = cluster.membership().self();
        ClusterSettings settings = terms.settings();
        BootTime boot = settings.keeps() ? null : boot();
        Pulse pulse;
        try {
            pulse = settings.keeps()
                    ? keeper(self, voting, terms, listener)
                    : own(self, voting, terms, listener, boot == null ? terms.ticker()::nanos : boot);
        } catch (IOException e) {
            end(boot);
            throw e;
        }
        Beats beats = new Beats(cluster, whereabouts, settings, pulse, boot);
        beats.apply(settings);
        beats.look();
        return beats;
    }

    private static Heartbeat own(
            Member self, Voting voting, BeatTerms terms, HeartbeatListener listener, LongSupplier bootTime)
            throws IOException {
        Heartbeat opened = Heartbeat.open(new HeartbeatSetup(
                self.id(),
                bind(self),
                terms.keys(),
                timing(terms.settings()),
                voting.register().document().voters(),
                voting.voter(),
                listener,
                terms.ticker(),
                bootTime));
        opened.start();
        return opened;
    }

    private static KeeperLink keeper(Member self, Voting voting, BeatTerms terms, HeartbeatListener listener) {
        return KeeperLink.start(
                new KeeperTerms(
                        socket(terms.data()),
                        self.id(),
                        bind(self),
                        voting.register().fresh(),
                        listener,
                        terms.unwell(),
                        terms.flows(),
                        voting::greeted,
                        terms.ticker()),
                terms.keys(),
                timing(terms.settings()),
                voting.register().document().voters());
    }

    private static InetSocketAddress bind(Member self) {
        return new InetSocketAddress(self.address().host(), self.address().heartbeats());
    }

    /** Null where the kernel has no such clock to read; a suspended machine is then noticed by the others only. */
    private static @Nullable BootTime boot() {
        try {
            return BootTime.open();
        } catch (IOException e) {
            LOG.warn("heartbeats: whether this machine was suspended can't be seen: {}", e.toString());
            return null;
        }
    }

    private static Timing timing(ClusterSettings settings) {
        ClusterSettings.FailureDetection detection = settings.failureDetection();
        return new Timing(detection.heartbeat().toNanos(), detection.promise().toNanos());
    }

    /** Takes other settings in; what is to be held follows with the next look. */
    public void apply(ClusterSettings next) {
        if (next.failureDetection() != settings.failureDetection()) {
            pulse.timing(timing(next));
        }
        if (pulse instanceof KeeperLink keeper) {
            ClusterSettings.Hooks hooks = next.hooks();
            keeper.addresses(
                    next.virtualIps().stream().map(Beats::address).toList(),
                    new HookSettings(hooks.onAcquire(), hooks.onRelease(), hooks.onFence(), hooks.timeout()),
                    next.drainTimeout());
        } else if (next.keeps()) {
            LOG.warn(
                    "cluster.virtual-ips: the first ones need the keeper, which 'skein run' starts: restart this node");
        }
        settings = next;
    }

    private static KeptAddress address(VirtualIpSettings one) {
        KeptAddress.Carrier carrier = switch (one.mode()) {
            case ACTIVE_PASSIVE, SPREAD -> KeptAddress.Carrier.INTERFACE;
            case SHARED -> KeptAddress.Carrier.SHARED;
            case EXTERNAL -> KeptAddress.Carrier.HOOKS;
            case ROUTED -> KeptAddress.Carrier.LOOPBACK;
        };
        return new KeptAddress(InetAddress.ofLiteral(one.address()), one.prefix(), one.device(), carrier);
    }

    /** Another node's connections to virtual addresses, for this node's keeper. */
    public void flows(String node, byte[] flows) {
        if (pulse instanceof KeeperLink keeper) {
            keeper.flows(node, flows);
        }
    }

    /** Whether this node answers for an address now. */
    public boolean answers() {
        return settings.virtualIps().stream().anyMatch(one -> pulse.holds(Resource.ofAddress(one.address())));
    }

    public Pulse heartbeat() {
        return pulse;
    }

    /** Takes in where the others are now, and what each of them can do; to be called now and then, by one thread. */
    public void look() {
        List<InetSocketAddress> now = whereabouts.heartbeats();
        if (!now.equals(peers)) {
            peers = now;
            pulse.peers(now);
        }
        List<String> witnesses = cluster.membership().all().stream()
                .filter(member -> member.role() == Role.WITNESS)
                .map(Member::id)
                .toList();
        Wanted next = Wanted.of(settings, witnesses, cluster.standstill().now());
        if (!next.equals(wanted)) {
            wanted = next;
            pulse.wanted(next.items(), next.capacities(), next.preempt());
        }
    }

    @Override
    public void close() {
        pulse.close();
        end(boot);
    }

    private static void end(@Nullable BootTime boot) {
        if (boot != null) {
            try {
                boot.close();
            } catch (IOException e) {
                LOG.debug("heartbeats: {}", e.toString());
            }
        }
    }

    /** Milliseconds between two of them. */
    public static long intervalMillis(ClusterSettings.FailureDetection detection) {
        return TimeUnit.NANOSECONDS.toMillis(detection.heartbeat().toNanos());
    }
}
