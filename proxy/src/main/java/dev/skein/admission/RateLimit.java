package dev.skein.admission;

/**
 * A rate limit by key: so many requests in a period, and up to a burst at once. Generic cell rate algorithm (ITU-T I.371,
 * the token bucket told by one number): each key's state is the time at which its bucket will be full again, changed by
 * one compare-and-set, so the limit holds over all event loops of the node.
 *
 * <p>A bounded table holds the keys ({@link KeyTable}): a key whose bucket is full again needs no place, so that nothing
 * has to be cleaned up. When more keys are active than fit, the least indebted one is forgotten and begins anew; {@link
 * #evictions()} counts that. Any thread; no allocation.
 */
public final class RateLimit {
    /** The key of a limit that all requests share. */
    public static final long GLOBAL = 1;

    /** Times are counted in fractions of a nanosecond, so that whole numbers are exact enough; they last nine years. */
    private static final int TICKS = 32;

    private static final long SECOND = 1_000_000_000L * TICKS;

    private final Policy policy;
    private final KeyTable table;
    private final long origin;
    private final double interval;
    private final long burstTime;
    private final long cost;

    /**
     * @param capacity most keys remembered at once, rounded up to a power of two; 16 bytes each
     * @param now the {@link dev.skein.model.Ticker#nanos()} of the moment
     */
    public RateLimit(Policy policy, int capacity, long now) {
        this.policy = policy;
        this.table = new KeyTable(capacity);
        this.origin = now;
        this.interval = (double) policy.periodNanos() * TICKS / policy.requests();
        this.burstTime = Math.round(interval) * policy.burst();
        this.cost = Math.round(interval);
    }

    /**
     * What is allowed to each key.
     *
     * @param name name of the limit, in answers and on the page
     * @param requests requests in a period, at least 1
     * @param periodNanos the period, 1 second to 1 day
     * @param burst most requests at once, at least 1; commonly the same as {@code requests}
     */
    public record Policy(String name, long requests, long periodNanos, long burst) {
        private static final double MONTH = 30 * 86_400e9;

        public Policy {
            require(requests >= 1 && requests <= 1_000_000_000, "requests", requests, "1 to 1,000,000,000");
            require(
                    periodNanos >= 1_000_000_000L && periodNanos <= 86_400_000_000_000L,
                    "period",
                    periodNanos,
                    "1 s to 1 d in nanoseconds");
            require(burst >= 1 && burst <= 1_000_000_000, "burst", burst, "1 to 1,000,000,000");
            require((double) burst / requests * periodNanos <= MONTH, "burst", burst, "made up for within 30 days");
        }

        /**
         * A rate as tokens that come back each second, above 0. Told to clients over the shortest of a second, a minute,
         * an hour and a day that holds a whole number of requests; a burst is cut to what comes back in 30 days.
         */
        public static Policy perSecond(String name, double tokens, long burst) {
            long seconds = 1;
            for (long period : new long[] {1, 60, 3600, 86_400}) {
                seconds = period;
                if (tokens * period >= 1 && Math.abs(tokens * period - Math.rint(tokens * period)) < 1e-6) {
                    break;
                }
            }
            long requests = Math.clamp(Math.round(tokens * seconds), 1, 1_000_000_000);
            double longest = MONTH / (seconds * 1e9) * requests;
            return new Policy(
                    name, requests, seconds * 1_000_000_000L, (long) Math.max(1, Math.min((double) burst, longest)));
        }

        private static void require(boolean holds, String name, long value, String rule) {
            if (!holds) {
                throw new IllegalArgumentException(name + ": " + value + " (expected: " + rule + ")");
            }
        }
    }

    /**
     * Takes one request of a key, if the limit allows it.
     *
     * @param key hash of the key, or {@link #GLOBAL}; 0 counts as {@link #GLOBAL}
     * @return the answer, to be read by {@link #allowed}, {@link #remaining} and {@link #seconds}
     */
    public long take(long key, long now) {
        long time = (now - origin) * TICKS;
        long found = key == 0 ? GLOBAL : key;
        while (true) {
            int place = table.find(found, time);
            long each = table.cost(place, cost);
            long limit = Math.max(burstTime, each);
            long full = place < 0 ? time : Math.max(time, table.state(place));
            long debt = full - time + each;
            if (debt > limit) {
                table.asked(place < 0 ? ~place : place);
                return answer(false, 0, debt - limit);
            }
            if (place < 0
                    ? table.claim(~place, found, time + debt, time)
                    : table.change(place, full, time + debt, time)) {
                table.asked(place < 0 ? ~place : place);
                return answer(true, (limit - debt) / each, debt);
            }
        }
    }

    private static long answer(boolean allowed, long remaining, long wait) {
        long left = Math.min(Integer.MAX_VALUE, remaining);
        long seconds = Math.clamp((wait + SECOND - 1) / SECOND, 1, Integer.MAX_VALUE);
        return (allowed ? 0 : Long.MIN_VALUE) | (left << 32) | seconds;
    }

    /** Whether the request may go on. */
    public static boolean allowed(long answer) {
        return answer >= 0;
    }

    /** How many more requests the key may send at once. */
    public static int remaining(long answer) {
        return (int) (answer >>> 32) & Integer.MAX_VALUE;
    }

    /** Seconds, at least 1: if allowed, until the key's whole burst is there again; if not, until one request is. */
    public static int seconds(long answer) {
        return (int) answer;
    }

    /** Hears how often keys were asked for. */
    @FunctionalInterface
    public interface Demand {
        /** So many requests of the key, let in or not. */
        void asked(long key, int count);
    }

    /** A limit that is divided among nodes, key by key: counts what is asked for. Called before it is used. */
    public RateLimit shared() {
        table.keepShares();
        return this;
    }

    /** Tells what was asked for since the last time. Looks at the whole table; one thread. */
    public void demands(Demand demand) {
        table.drain(demand);
    }

    /**
     * This node's part of a key's rate and burst, but never less than one request at once. A key of which nothing
     * was said has the whole.
     */
    public void share(long key, double share, long now) {
        long each = share >= 1 ? 0 : Math.round(interval / Share.checked(share));
        table.cost(key == 0 ? GLOBAL : key, each, (now - origin) * TICKS);
    }

    public Policy policy() {
        return policy;
    }

    /** How many keys were forgotten while active, because the table was full: then the limit was laxer than it says. */
    public long evictions() {
        return table.evictions();
    }

    /** How many keys are active. Looks at the whole table. */
    public int active(long now) {
        return table.active((now - origin) * TICKS);
    }
}
