package dev.skein.drill;

import dev.skein.control.Change;
import dev.skein.control.PoolReport.ServerReport;
import dev.skein.control.Tally;
import dev.skein.control.Wish;
import dev.skein.model.AdminState;
import dev.skein.model.ServerKey;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What whoever drives does to others, and undoes. To be called again and again; it asks once a second. For one thread. */
final class Acting {
    private static final Logger LOG = LoggerFactory.getLogger(Acting.class);
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final DrillGround ground;
    private long askedAt;
    private boolean asked;

    Acting(DrillGround ground) {
        this.ground = ground;
    }

    /** Something else is wanted from now on. */
    void anew() {
        asked = false;
    }

    private boolean time() {
        long now = ground.ticker().nanos();
        if (asked && now - askedAt < AGAIN_NANOS) {
            return false;
        }
        asked = true;
        askedAt = now;
        return true;
    }

    /** @param leftMillis how long it still lasts: what is wished ends by itself then */
    void fail(Drill drill, long leftMillis) {
        switch (drill.kind()) {
            case LOSE_SERVER -> {
                if (Surveyor.serves(key(drill), ground.tallies().fresh().values()) && leftMillis > 0 && time()) {
                    wish(drill, AdminState.MAINTENANCE, leftMillis);
                }
            }
            case MOVE_ADDRESS -> move(drill.target(), drill.former(), drill.wanted());
            case DRAIN_NODE, FREEZE_GRID -> {
                // Its own part, by its own clock.
            }
        }
    }

    /** Whether all is as before; if not, it is asked for. */
    boolean returned(Drill drill) {
        Map<String, Tally> fresh = ground.tallies().fresh();
        return switch (drill.kind()) {
            case LOSE_SERVER -> {
                boolean out = fresh.values().stream()
                        .map(tally -> tally.servers().get(key(drill)))
                        .anyMatch(line -> line != null && line.admin() == AdminState.MAINTENANCE);
                if (out && time()) {
                    wish(drill, AdminState.READY, 0);
                }
                yield !out && Surveyor.serves(key(drill), fresh.values());
            }
            case MOVE_ADDRESS -> {
                move(drill.target(), drill.wanted(), drill.former());
                yield ground.addresses().holder(drill.target()).equals(drill.former());
            }
            case DRAIN_NODE, FREEZE_GRID -> fresh.containsKey(drill.target());
        };
    }

    private static ServerKey key(Drill drill) {
        return Surveyor.key(drill.target());
    }

    private void move(String address, String from, String to) {
        if (ground.addresses().holder(address).equals(from) && time()) {
            ground.addresses().move(from, address, to).whenComplete((_, failure) -> {
                if (failure != null) {
                    LOG.warn("{}: not moved from {} to {}: {}", address, from, to, failure.toString());
                }
            });
        }
    }

    private void wish(Drill drill, AdminState state, long lastsMillis) {
        long now = ground.ticker().epochMillis();
        long end = lastsMillis == 0 ? 0 : now + lastsMillis;
        ground.control()
                .report()
                .thenCompose(pools -> pools.stream()
                        .flatMap(pool -> pool.servers().stream())
                        .filter(server -> server.key().equals(key(drill)))
                        .findFirst()
                        .map(server -> ground.control()
                                .submit(new Change.Wished(server.key(), wish(drill, state, server, now, end))))
                        .orElseGet(() -> CompletableFuture.completedFuture(null)))
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        LOG.warn("{}: {} was not wished: {}", drill.name(), drill.target(), failure.toString());
                    }
                });
    }

    private static Wish wish(Drill drill, AdminState state, ServerReport server, long now, long end) {
        return new Wish(state, server.wish().weight(), drill.name(), drill.name(), now, end);
    }
}
