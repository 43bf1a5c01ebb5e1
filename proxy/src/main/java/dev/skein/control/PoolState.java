package dev.skein.control;

import dev.skein.admission.BreakerState;
import dev.skein.admission.CircuitBreaker;
import dev.skein.admission.RetryBudget;
import dev.skein.balance.Affinity;
import dev.skein.balance.Candidate;
import dev.skein.balance.Candidates;
import dev.skein.balance.Pins;
import dev.skein.balance.Rotation;
import dev.skein.balance.Selection;
import dev.skein.config.AffinitySettings;
import dev.skein.config.PoolSettings;
import dev.skein.health.HealthPolicy;
import dev.skein.health.HealthRule;
import dev.skein.model.Health;
import dev.skein.snapshot.Pool;
import dev.skein.snapshot.PoolView;
import dev.skein.snapshot.Server;
import dev.skein.telemetry.EventKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One pool: its settings, its servers, and what was published of them. Confined to the control thread. */
final class PoolState {
    final String name;
    final Map<String, ServerState> servers = new LinkedHashMap<>();
    private final Rotation rotation;
    PoolSettings settings;
    HealthPolicy healthPolicy;
    HealthRule healthRule;
    private Selection selection;
    private final Pool pool;
    /** Hears of sessions that stay where they are although their hash says otherwise now. */
    Pins.Listener moving = (key, id) -> {};

    PoolState(PoolSettings settings, Environment environment) {
        this.name = settings.name();
        this.rotation = new Rotation(environment.loops());
        this.settings = settings;
        this.healthPolicy = Policies.health(settings.health());
        this.healthRule = new HealthRule(healthPolicy, Policies.outliers(settings.passive()));
        this.selection = select(settings, environment);
        this.pool = new Pool(
                name,
                environment.metrics().pool(name),
                new PoolView(Candidates.of(selection, List.of()), List.of()),
                Policies.pool(settings),
                breaker(settings, environment),
                budget(settings, environment));
    }

    private Selection select(PoolSettings of, Environment environment) {
        String zone = of.zone().prefer() ? environment.zone() : "";
        var affinity = Policies.affinity(
                of.affinity(), environment.cookies(), !environment.cluster().lone());
        return new Selection(
                Policies.balancer(of),
                affinity,
                rotation,
                of.panicThreshold(),
                zone,
                of.zone().spillOver());
    }

    private @Nullable CircuitBreaker breaker(PoolSettings of, Environment environment) {
        if (of.circuitBreaker().failureRatio() == 0) {
            return null;
        }
        return new CircuitBreaker(
                Policies.breaker(of.circuitBreaker()),
                environment.loops(),
                environment.ticker().nanos(),
                (from, to) -> environment.journal().add(circuitKind(to), name, "circuit is now " + to));
    }

    private static EventKind circuitKind(BreakerState to) {
        return switch (to) {
            case BreakerState.Open ignored -> EventKind.CIRCUIT_OPENED;
            case BreakerState.HalfOpen ignored -> EventKind.CIRCUIT_HALF_OPENED;
            case BreakerState.Closed ignored -> EventKind.CIRCUIT_CLOSED;
        };
    }

    private static RetryBudget budget(PoolSettings of, Environment environment) {
        return new RetryBudget(of.retry().budgetRatio(), of.retry().budgetMinPerSecond(), environment.loops());
    }

    /** Takes other settings; counters, pins and the rotation live on where the settings about them are the same. */
    void change(PoolSettings next, Environment environment) {
        PoolSettings before = settings;
        settings = next;
        healthPolicy = Policies.health(next.health());
        healthRule = new HealthRule(healthPolicy, Policies.outliers(next.passive()));
        boolean sameSelection = before.balance() == next.balance()
                && before.hash().equals(next.hash())
                && before.affinity().equals(next.affinity())
                && before.zone().equals(next.zone())
                && before.panicThreshold() == next.panicThreshold();
        if (!sameSelection) {
            selection = select(next, environment);
        }
        pool.publish(Policies.pool(next));
        if (!before.circuitBreaker().equals(next.circuitBreaker())) {
            pool.publish(breaker(next, environment));
        }
        if (!before.retry().equals(next.retry())) {
            pool.publish(budget(next, environment));
        }
        int threshold = next.passive().consecutiveFailures();
        servers.values().forEach(server -> server.outliers.threshold(threshold));
    }

    /** Takes other secrets for cookies; false where it has none, or ones of its own. */
    boolean sign(Environment environment) {
        boolean signs = settings.affinity().mode() == AffinitySettings.Mode.COOKIE
                && settings.affinity().secret() == null;
        if (signs) {
            selection = select(settings, environment);
        }
        return signs;
    }

    /** Publishes the servers as they are now. */
    void publish(long now) {
        List<Candidate> candidates = new ArrayList<>();
        List<Server> published = new ArrayList<>();
        for (ServerState server : servers.values()) {
            candidates.add(server.candidate(healthPolicy, settings.slowStart(), now));
            published.add(server.server());
        }
        Candidates before = pool.view().candidates();
        Candidates next = Candidates.of(selection, candidates, before);
        next.stay(before, now, moving);
        List<Server> last = pool.view().servers();
        pool.publish(new PoolView(next, List.copyOf(published)));
        for (int i = 0; i < last.size(); i++) {
            int at = next.indexOf(before.at(i).id());
            if (at < 0 || !next.acceptsBound(at)) {
                last.get(i).ties().cut();
            }
        }
    }

    /** Nobody is sent here any more: what hangs on its servers ends with them. */
    void cut() {
        pool.view().servers().forEach(server -> server.ties().cut());
    }

    /** Whether health is ignored, as last published. */
    boolean panic() {
        return pool.view().candidates().panic();
    }

    boolean ramping(long now) {
        return servers.values().stream().anyMatch(server -> server.ramping(settings.slowStart(), now));
    }

    List<Health> healths() {
        return servers.values().stream().map(server -> server.health.health()).toList();
    }

    /** Sessions whose server is not the one that their key's hash says; null where there can't be any. */
    @Nullable
    Pins pins() {
        return selection.affinity() instanceof Affinity.Keyed keyed ? keyed.pins() : null;
    }

    Pool pool() {
        return pool;
    }

    PoolReport report(long now, HealthSharing sharing) {
        PoolView view = pool.view();
        List<PoolReport.ServerReport> reports = servers.values().stream()
                .map(server -> report(server, now, sharing.found(server)))
                .toList();
        CircuitBreaker breaker = pool.breaker();
        return new PoolReport(
                name,
                settings.balance().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                view.candidates().panic(),
                pool.waiting().length(),
                breaker == null ? "" : breaker.state().toString(),
                reports);
    }

    private PoolReport.ServerReport report(ServerState server, long now, Map<String, Health> found) {
        Candidate candidate = server.candidate(healthPolicy, settings.slowStart(), now);
        return new PoolReport.ServerReport(
                server.key,
                server.key.server(),
                server.place(),
                server.settings.zone(),
                server.settings.backup(),
                server.settings.weight(),
                server.weight(),
                Math.max(1, candidate.ramp() * 100 / Candidate.FULL),
                server.settings.maxConnections(),
                server.health.health(),
                server.health.since().epochMillis(),
                server.health.reason(),
                server.wish.state(),
                server.wish,
                server.wishLocalOnly,
                server.addedAtRunTime,
                candidate.acceptsNew(),
                server.load.inFlight(),
                server.health.ejection().active()
                        ? server.health.ejection().until().epochMillis()
                        : 0,
                server.lastProbe,
                List.copyOf(server.history),
                server.probed(),
                found);
    }
}
