package dev.skein.control;

import dev.skein.balance.Candidate;
import dev.skein.balance.ServerLoad;
import dev.skein.balance.Standing;
import dev.skein.config.PoolSettings.ServerSettings;
import dev.skein.health.Finding;
import dev.skein.health.HealthPolicy;
import dev.skein.health.OutlierCounter;
import dev.skein.health.Probers;
import dev.skein.health.ServerHealth;
import dev.skein.health.SlowStart;
import dev.skein.model.AdminState;
import dev.skein.model.ServerKey;
import dev.skein.snapshot.Server;
import dev.skein.snapshot.Ties;
import dev.skein.telemetry.ServerStats;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that is known of one server, its three axes apart: configured, wished, found. Confined to the control thread. */
final class ServerState {
    private static final int HISTORY = 20;

    /** Who checks it, among which nodes. */
    record Assignment(Probers by, Probers.Assigned assigned) {
        static final Assignment NONE =
                new Assignment(new Probers(List.of(), List.of(), 1), new Probers.Assigned(List.of(), null));
    }

    final ServerKey key;
    final long id;
    final ServerLoad load;
    final ServerStats stats;
    final OutlierCounter outliers;
    /** Connections that end with it. */
    final Ties ties = new Ties();

    final boolean addedAtRunTime;
    ServerSettings settings;
    SocketAddress address;
    int slot;
    /** What counts here: what this node and the others found. */
    ServerHealth health;

    /** What this node found by its own checks and traffic. */
    ServerHealth own;

    /** Whether this node checks it; on a node alone always. */
    boolean watched = true;

    /** Whether one of this node's own checks had a part in what it found. */
    boolean looked;

    /** How many other nodes' traffic got it ejected, when that was last looked at. */
    int ejectors;

    /** This node's part of {@code max-connections}; 0: not divided. */
    int places;

    Assignment assignment = Assignment.NONE;

    @Nullable
    Finding said;

    Wish wish = Wish.NONE;
    boolean wishLocalOnly;

    @Nullable
    ProbeNote lastProbe;

    final Deque<PoolReport.Step> history = new ArrayDeque<>();

    ServerState(
            ServerKey key,
            ServerSettings settings,
            SocketAddress address,
            boolean addedAtRunTime,
            ServerHealth health,
            Environment environment) {
        this.key = key;
        this.settings = settings;
        this.address = address;
        this.addedAtRunTime = addedAtRunTime;
        this.health = health;
        this.own = health;
        this.id = Candidate.idOf(key);
        this.load = new ServerLoad(environment.loops());
        this.stats = environment.metrics().server(key);
        this.outliers = new OutlierCounter(0, environment.ticker());
    }

    /** Places that this node may use; 0 without a limit. */
    int maxConnections() {
        int capacity = settings.maxConnections();
        return capacity == 0 || places == 0 ? capacity : Math.min(places, capacity);
    }

    int weight() {
        return wish.weight() != null ? wish.weight() : settings.weight();
    }

    Candidate candidate(HealthPolicy policy, Duration slowStart, long now) {
        boolean unknownServes = policy.initial() == HealthPolicy.Initial.UP;
        return new Candidate(
                key,
                id,
                weight(),
                ramp(slowStart, now),
                maxConnections(),
                settings.zone(),
                settings.backup(),
                Standing.of(wish.state(), health.health(), unknownServes),
                load);
    }

    /** How far slow start has come, 1 to {@link Candidate#FULL}. */
    int ramp(Duration slowStart, long now) {
        long since = health.slowStartSince();
        if (!SlowStart.ramping(since, slowStart.toNanos(), now)) {
            return Candidate.FULL;
        }
        return Math.clamp(
                SlowStart.effectiveWeight(Candidate.FULL, since, slowStart.toNanos(), now), 1, Candidate.FULL);
    }

    boolean ramping(Duration slowStart, long now) {
        return SlowStart.ramping(health.slowStartSince(), slowStart.toNanos(), now);
    }

    Server server() {
        String said = settings.address().isUnix()
                ? settings.address().name()
                : settings.address().text();
        byte[] host = said.getBytes(StandardCharsets.US_ASCII);
        return new Server(key, slot, host, maxConnections(), load, stats, outliers, ties);
    }

    /** Whether it is on this machine, and each node of a cluster has its own: nothing that others find is about this one. */
    boolean local() {
        return settings.address().isUnix();
    }

    /** Where it is, for people and for other nodes. */
    String place() {
        return address instanceof InetSocketAddress inet
                ? NetUtil.toSocketAddressString(inet)
                : settings.address().text();
    }

    /** Whether it should be checked from here: not while an operator has taken it out. */
    boolean probed() {
        return watched && wish.state() != AdminState.MAINTENANCE;
    }

    /** It is another machine now: nothing is known of it. */
    void forget(ServerHealth initial) {
        health = initial;
        own = initial;
        looked = false;
        said = null;
    }

    void remember(PoolReport.Step step) {
        history.addFirst(step);
        if (history.size() > HISTORY) {
            history.removeLast();
        }
    }
}
