package dev.skein.control;

import dev.skein.balance.Hash64;
import dev.skein.balance.Pins;
import dev.skein.cluster.Cluster;
import dev.skein.model.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Tells the others of sessions whose server is not the one that their key's hash says, and learns of theirs. Confined to the
 * control thread, but for what comes in, which goes straight into the table of its pool.
 */
final class PinSharing {
    private static final Duration MAX_IDLE = Duration.ofSeconds(Policies.PIN_IDLE_SECONDS);
    /** Pins in use are said again so often, so that the others and the grid keep them. */
    private static final long AGAIN_SECONDS = Policies.PIN_IDLE_SECONDS / 4;

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Cluster cluster;
    private final Ticker ticker;
    /** By id of server: its pool's pins. Replaced as a whole. */
    private volatile Map<Long, Table> tables = Map.of();

    private long lookedAt;
    private long saidAgainAt;

    private record Table(Pins pins, long salt) {}

    PinSharing(Cluster cluster, Ticker ticker) {
        this.cluster = cluster;
        this.ticker = ticker;
        this.lookedAt = ticker.nanos();
        this.saidAgainAt = ticker.nanos();
    }

    /** These are the servers from now on. */
    void servers(Collection<PoolState> pools) {
        if (cluster.lone()) {
            return;
        }
        Map<Long, Table> next = new HashMap<>();
        for (PoolState pool : pools) {
            Pins pins = pool.pins();
            long salt = salt(pool);
            pool.moving = (key, id) -> share(key ^ salt, id);
            if (pins != null) {
                pool.servers.values().forEach(server -> next.put(server.id, new Table(pins, salt)));
            }
        }
        tables = Map.copyOf(next);
    }

    private static long salt(PoolState pool) {
        byte[] name = pool.name.getBytes(StandardCharsets.UTF_8);
        return Hash64.of(name, 0, name.length);
    }

    private void share(long key, long id) {
        cluster.pins().share(key, id, MAX_IDLE);
    }

    /** Another node's pin. Any thread. */
    void heard(long key, long server) {
        Table table = tables.get(server);
        if (table != null) {
            table.pins.putTold(key ^ table.salt, server, ticker.nanos());
        }
    }

    /** Tells of pins that requests made since the last time. */
    void pulse(Collection<PoolState> pools, long now) {
        if (now - lookedAt < LOOK_NANOS) {
            return;
        }
        lookedAt = now;
        boolean again = now - saidAgainAt > TimeUnit.SECONDS.toNanos(AGAIN_SECONDS);
        for (PoolState pool : pools) {
            Pins pins = pool.pins();
            if (pins != null && again) {
                pins.tellAgain(AGAIN_SECONDS, now);
            }
            if (pins != null) {
                pins.tell(now, pool.moving);
            }
        }
        saidAgainAt = again ? now : saidAgainAt;
    }

    /** A grid was found: it may not know what was said while there was none. */
    void members() {
        saidAgainAt = ticker.nanos() - TimeUnit.SECONDS.toNanos(AGAIN_SECONDS) - 1;
    }
}
