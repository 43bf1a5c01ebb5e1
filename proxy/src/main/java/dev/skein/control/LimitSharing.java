package dev.skein.control;

import dev.skein.admission.BreakerState;
import dev.skein.admission.CircuitBreaker;
import dev.skein.cluster.Cluster;
import dev.skein.cluster.Encoder;
import dev.skein.cluster.Fact;
import dev.skein.model.ServerKey;
import dev.skein.telemetry.EventKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Limits of pools that count the whole cluster: places at servers, retries, circuits. On a node alone it does nothing.
 * Confined to the control thread.
 */
final class LimitSharing {
    static final String TOPIC = "circuit";

    private static final int VERSION = 1;

    private final Environment environment;
    private final Cluster cluster;
    private final Map<ServerKey, PlaceShare> places = new HashMap<>();
    /** Pools whose circuit this node opened, and in which term. */
    private final Map<String, Long> opened = new HashMap<>();

    LimitSharing(Environment environment) {
        this.environment = environment;
        this.cluster = environment.cluster();
    }

    /** A quarter of a second has passed. Pools whose servers may take more or less than before. */
    List<PoolState> tick(Collection<PoolState> pools, Set<ServerKey> servers) {
        List<PoolState> changed = new ArrayList<>();
        if (cluster.lone()) {
            return changed;
        }
        double part = 1.0 / cluster.membership().live().size();
        for (PoolState pool : pools) {
            pool.pool().retryBudget().share(part);
            circuit(pool);
            if (divide(pool)) {
                changed.add(pool);
            }
        }
        places.entrySet().removeIf(entry -> {
            boolean gone = !servers.contains(entry.getKey());
            if (gone) {
                entry.getValue().end();
            }
            return gone;
        });
        return changed;
    }

    private boolean divide(PoolState pool) {
        boolean changed = false;
        for (ServerState server : pool.servers.values()) {
            int capacity = server.settings.maxConnections();
            if (capacity == 0) {
                continue;
            }
            PlaceShare share =
                    places.computeIfAbsent(server.key, key -> new PlaceShare(cluster.quotas(), "connections/" + key));
            int now = share.tick(
                    capacity, server.load.acquired(), pool.pool().waiting().length());
            changed |= now != server.places;
            server.places = now;
        }
        return changed;
    }

    /** What this node's requests did to the circuit is told to the others. */
    private void circuit(PoolState pool) {
        CircuitBreaker breaker = pool.pool().breaker();
        BreakerState state = breaker == null ? null : breaker.state();
        if (state instanceof BreakerState.Open open && !open.elsewhere()) {
            if (!Long.valueOf(open.term()).equals(opened.put(pool.name, open.term()))) {
                cluster.facts()
                        .publish(
                                TOPIC,
                                pool.name,
                                new Encoder(VERSION).number(open.term()).done());
            }
        } else if (!(state instanceof BreakerState.HalfOpen) && opened.remove(pool.name) != null) {
            cluster.facts().withdraw(TOPIC, pool.name);
        }
    }

    /** Another node opened a pool's circuit, again perhaps, or closed it. */
    void hear(Fact fact, @Nullable PoolState pool) {
        CircuitBreaker breaker = pool == null ? null : pool.pool().breaker();
        if (pool == null || breaker == null) {
            return;
        }
        String node = fact.key().author();
        long now = environment.ticker().nanos();
        if (fact.value() != null) {
            if (breaker.openedElsewhere(now)) {
                tell(EventKind.CIRCUIT_OPENED, pool, "node " + node + " found that it fails too often");
            }
        } else if (cluster.facts().all(TOPIC).stream().noneMatch(other -> isOpen(other, pool))
                && breaker.closedElsewhere(now)) {
            tell(EventKind.CIRCUIT_CLOSED, pool, "node " + node + " found that it works again");
        }
    }

    /** What nodes said that are gone closes by itself, by the trials of the others. */
    private boolean isOpen(Fact fact, PoolState pool) {
        return fact.key().name().equals(pool.name)
                && cluster.membership().live().contains(fact.key().author());
    }

    private void tell(EventKind kind, PoolState pool, String text) {
        environment.journal().add(kind, pool.name, text);
    }
}
