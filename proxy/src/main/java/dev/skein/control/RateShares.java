package dev.skein.control;

import dev.skein.admission.RateLimit;
import dev.skein.cluster.Quotas;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Divides a rate limit among the nodes, key by key, as each node needs it. A key that uses at least a twentieth of an equal
 * part here is claimed for, four times a second; one that uses less needs no claim, as even all nodes together can't exceed
 * the limit by more than a twentieth that way. For one thread; grants may come on any.
 */
final class RateShares {
    /** Capacities and claims are in thousandths of a request a second. */
    private static final double UNIT = 1000;

    private static final double WORTH = 0.05;
    /** Of an equal part; what a node has that was granted nothing. */
    private static final double LEAST = 0.01;

    private static final int MOST_KEYS = 1000;
    private static final int IDLE_ROUNDS = 8;
    /** Of the latest count in the average, where it says more or less the same. */
    private static final double WEIGHT = 0.25;
    /** Room to grow until the next claim. */
    private static final double MARGIN = 1.05;

    private final Quotas quotas;
    private final String name;
    private final RateLimit limit;
    private final long capacity;
    private final Map<Long, Use> uses = new HashMap<>();
    private long last;

    private static final class Use {
        double perSecond;
        int idle;
        int asked;
    }

    /**
     * Of this limit.
     *
     * @param name the same on all nodes, and of no other limit
     */
    RateShares(Quotas quotas, String name, RateLimit limit, long now) {
        this.quotas = quotas;
        this.name = name;
        this.limit = limit;
        this.last = now;
        double perSecond = limit.policy().requests() * 1e9 / limit.policy().periodNanos();
        this.capacity = Math.max(1, Math.round(perSecond * UNIT));
    }

    /** Another quarter of a second has passed. */
    void tick(long now) {
        double seconds = (now - last) / 1e9;
        if (seconds <= 0) {
            return;
        }
        last = now;
        double worth = WORTH * capacity / UNIT / quotas.expected();
        limit.demands((key, count) -> {
            Use use = uses.get(key);
            if (use == null && uses.size() < MOST_KEYS && count / seconds >= worth) {
                use = new Use();
                uses.put(key, use);
            }
            if (use != null) {
                use.asked = count;
            }
        });
        List<Long> over = new ArrayList<>();
        for (Map.Entry<Long, Use> entry : uses.entrySet()) {
            if (used(entry.getValue(), seconds)) {
                claim(entry.getKey(), entry.getValue(), now);
            } else {
                over.add(entry.getKey());
            }
        }
        over.forEach(key -> giveBack(key, now));
    }

    /** Whether the key is still in use. */
    private static boolean used(Use use, double seconds) {
        double perSecond = use.asked / seconds;
        use.idle = use.asked == 0 ? use.idle + 1 : 0;
        boolean jumped = use.perSecond == 0 || perSecond > 2 * use.perSecond;
        use.perSecond = jumped ? perSecond : use.perSecond + WEIGHT * (perSecond - use.perSecond);
        use.asked = 0;
        return use.idle < IDLE_ROUNDS;
    }

    private void claim(long key, Use use, long now) {
        long wanted = Math.min(capacity, (long) (use.perSecond * MARGIN * UNIT) + capacity / 200 + 1);
        var unused = quotas.claim(name + "/" + Long.toHexString(key), capacity, wanted)
                .thenAccept(grant -> limit.share(key, share(grant.amount()), now));
    }

    private double share(long granted) {
        // Not nothing: the debt of a single request would outlast the next grants.
        double least = LEAST / quotas.expected();
        return Math.clamp((double) granted / capacity, least, 1);
    }

    private void giveBack(long key, long now) {
        uses.remove(key);
        limit.share(key, 1, now);
        var unused = quotas.claim(name + "/" + Long.toHexString(key), capacity, 0);
    }

    /** The limit is no more. */
    void end(long now) {
        for (long key : List.copyOf(uses.keySet())) {
            giveBack(key, now);
        }
    }
}
