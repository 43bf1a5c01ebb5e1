package dev.skein.control;

import dev.skein.balance.Candidate;
import dev.skein.balance.ServerLoad;
import dev.skein.balance.Standing;
import dev.skein.config.PoolSettings.ServerSettings;
import dev.skein.health.HealthPolicy;
import dev.skein.health.OutlierCounter;
import dev.skein.health.ServerHealth;
import dev.skein.health.SlowStart;
import dev.skein.model.AdminState;
import dev.skein.model.ServerKey;
import dev.skein.snapshot.Server;
import dev.skein.telemetry.ServerStats;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** All that is known of one server, its three axes apart: configured, wished, found. Confined to the control thread. */
final class ServerState {
    private static final int HISTORY = 20;

    final ServerKey key;
    final ServerLoad load;
    final ServerStats stats;
    final OutlierCounter outliers;
    final boolean addedAtRunTime;
    ServerSettings settings;
    InetSocketAddress address;
    int slot;
    ServerHealth health;
    Wish wish = Wish.NONE;

    @Nullable
    ProbeNote lastProbe;

    final Deque<PoolReport.Step> history = new ArrayDeque<>();

    ServerState(
            ServerKey key,
            ServerSettings settings,
            InetSocketAddress address,
            boolean addedAtRunTime,
            ServerHealth health,
            Environment environment) {
        this.key = key;
        this.settings = settings;
        this.address = address;
        this.addedAtRunTime = addedAtRunTime;
        this.health = health;
        this.load = new ServerLoad(environment.loops());
        this.stats = environment.metrics().server(key);
        this.outliers = new OutlierCounter(0, environment.ticker());
    }

    int weight() {
        return wish.weight() != null ? wish.weight() : settings.weight();
    }

    Candidate candidate(HealthPolicy policy, Duration slowStart, long now) {
        boolean unknownServes = policy.initial() == HealthPolicy.Initial.UP;
        return new Candidate(
                key,
                Candidate.idOf(key),
                weight(),
                ramp(slowStart, now),
                settings.maxConnections(),
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
        byte[] host = settings.address().text().getBytes(StandardCharsets.US_ASCII);
        return new Server(key, slot, host, settings.maxConnections(), load, stats, outliers);
    }

    /** Whether it should be checked: not while an operator has taken it out. */
    boolean probed() {
        return wish.state() != AdminState.MAINTENANCE;
    }

    void remember(PoolReport.Step step) {
        history.addFirst(step);
        if (history.size() > HISTORY) {
            history.removeLast();
        }
    }
}
