package dev.skein.control;

import dev.skein.balance.ServerLoad;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Slots of servers that were removed. An exchange that picked such a server a moment ago may still look its slot up, so the
 * number is free again only when none is under way and a while has passed. Exchanges with a pool that was removed still
 * have its servers meanwhile, be it for another attempt or because they wait for a place; then the pool is emptied, and only
 * after another while its slots are free: else an exchange would meet another pool's server there.
 */
final class Retired {
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Environment environment;
    private final List<Slot> slots = new ArrayList<>();
    private final List<Gone> pools = new ArrayList<>();

    private record Slot(int number, ServerLoad load, long since) {}

    private record Gone(PoolState pool, List<ServerState> servers, long since) {}

    Retired(Environment environment) {
        this.environment = environment;
    }

    void add(int slot, ServerLoad load) {
        slots.add(new Slot(slot, load, environment.ticker().nanos()));
    }

    void add(PoolState pool, List<ServerState> servers) {
        pools.add(new Gone(pool, servers, environment.ticker().nanos()));
    }

    void sweep() {
        long now = environment.ticker().nanos();
        pools.removeIf(gone -> {
            boolean due = now - gone.since > GRACE_NANOS;
            if (due) {
                gone.pool.publish(now);
                gone.servers.forEach(server -> add(server.slot, server.load));
            }
            return due;
        });
        slots.removeIf(slot -> {
            boolean free = now - slot.since > GRACE_NANOS && slot.load.localInFlight() == 0;
            if (free) {
                environment.upstreams().forget(slot.number);
            }
            return free;
        });
    }
}
