package dev.skein.control;

import dev.skein.health.EjectionRule;
import dev.skein.health.HealthEvent;
import dev.skein.health.Moment;
import dev.skein.model.AdminState;
import dev.skein.model.Health;
import dev.skein.model.ServerKey;
import dev.skein.telemetry.EventKind;
import java.util.HashSet;
import java.util.Set;

/** Feeds what was found to the rules of health, and tells the journal what came of it. Confined to the control thread. */
final class HealthKeeping {
    private final Environment environment;
    private final HealthSharing sharing;
    private final Set<String> poolsDown = new HashSet<>();
    private final Set<String> poolsInPanic = new HashSet<>();

    HealthKeeping(Environment environment, HealthSharing sharing) {
        this.environment = environment;
        this.sharing = sharing;
    }

    /** Whether anything changed for requests. */
    boolean observe(PoolState pool, ServerState server, HealthEvent event, Moment now) {
        server.own = pool.healthRule.observe(server.own, event, now).state();
        server.looked |= event instanceof HealthEvent.ProbePassed
                || event instanceof HealthEvent.ProbeFailed
                || event instanceof HealthEvent.ProbeLeaving;
        return settle(pool, server, now);
    }

    /** Works out what the server is, from what this node and the others found; whether anything changed for requests. */
    boolean settle(PoolState pool, ServerState server, Moment now) {
        Health before = server.health.health();
        sharing.settle(pool, server, now);
        Health after = server.health.health();
        if (before == after) {
            return false;
        }
        String reason = server.health.reason();
        server.remember(new PoolReport.Step(now.epochMillis(), before, after, reason));
        environment.journal().add(EventKind.of(after), server.key.toString(), reason);
        rollUp(pool);
        return true;
    }

    /** Other nodes found something; a server that another one's traffic ejected is checked at once. */
    boolean heard(PoolState pool, ServerKey key, Probing probing, Moment now) {
        ServerState server = pool.servers.get(key.server());
        if (server == null) {
            return false;
        }
        int ejectors = sharing.heard().ejectors(key);
        if (ejectors > server.ejectors && server.watched) {
            probing.probeNow(key);
        }
        server.ejectors = ejectors;
        return settle(pool, server, now);
    }

    /** All servers of the pool; whether anything changed for requests. */
    boolean settle(PoolState pool, Moment now) {
        boolean changed = false;
        for (ServerState server : pool.servers.values()) {
            changed |= settle(pool, server, now);
        }
        return changed;
    }

    /** A pool without any server that serves is news of its own. */
    private void rollUp(PoolState pool) {
        // Not before each server was looked at once: until then nothing is down, only unknown.
        boolean serving = pool.servers.isEmpty()
                || pool.healths().stream().anyMatch(health -> health.serving() || health == Health.UNKNOWN);
        if (!serving && poolsDown.add(pool.name)) {
            environment.journal().add(EventKind.POOL_DOWN, pool.name, EventKind.POOL_DOWN.meaning());
        } else if (serving && poolsDown.remove(pool.name)) {
            environment.journal().add(EventKind.POOL_UP, pool.name, EventKind.POOL_UP.meaning());
        }
    }

    /** The servers were published: whether findings are mistrusted now is news, too, once all were looked at. */
    void published(PoolState pool) {
        boolean panic = pool.panic() && pool.healths().stream().noneMatch(health -> health == Health.UNKNOWN);
        if (panic && poolsInPanic.add(pool.name)) {
            tell(EventKind.POOL_PANIC, pool);
        } else if (!panic && poolsInPanic.remove(pool.name)) {
            tell(EventKind.POOL_CALM, pool);
        }
    }

    private void tell(EventKind kind, PoolState pool) {
        long serving = pool.healths().stream().filter(Health::serving).count();
        String text = kind.meaning() + " (" + serving + " of " + pool.servers.size() + ")";
        environment.journal().add(kind, pool.name, text);
    }

    /** Live traffic failed; whether the server was ejected. */
    boolean suspected(PoolState pool, Change.Suspected suspicion, Moment now) {
        ServerState server = pool.servers.get(suspicion.server().server());
        if (server == null || !EjectionRule.mayEject(pool.healthRule.outliers(), pool.healths())) {
            return false;
        }
        var event = new HealthEvent.LiveFailures(
                server.outliers.count(), suspicion.last().text());
        return observe(pool, server, event, now);
    }

    void ejectionOver(PoolState pool, ServerState server, Moment now) {
        server.outliers.reset();
        observe(pool, server, new HealthEvent.EjectionOver(), now);
    }

    /** An operator wants it to take part again. */
    void ejectionReset(PoolState pool, ServerState server, Moment now) {
        server.outliers.reset();
        observe(pool, server, new HealthEvent.EjectionReset(), now);
    }

    /** Ends ejections whose time has come; whether there was one. */
    boolean tick(PoolState pool, Moment now) {
        boolean changed = false;
        for (ServerState server : pool.servers.values()) {
            var ejection = server.own.ejection();
            if (ejection.active() && now.nanosSince(ejection.until()) >= 0) {
                ejectionOver(pool, server, now);
                changed = true;
            }
        }
        return changed;
    }

    /** In maintenance nothing is probed, and nothing is known afterwards. */
    void wished(PoolState pool, ServerState server, AdminState before, Moment now) {
        AdminState after = server.wish.state();
        if (after == AdminState.MAINTENANCE && before != AdminState.MAINTENANCE) {
            observe(pool, server, new HealthEvent.Paused("maintenance"), now);
        } else if (before == AdminState.MAINTENANCE && after != AdminState.MAINTENANCE) {
            observe(pool, server, new HealthEvent.Resumed(), now);
        }
    }
}
