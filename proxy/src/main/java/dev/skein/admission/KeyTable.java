package dev.skein.admission;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A bounded map from key hash to a time, without locks. A place whose time is past is free: it says no more than no place.
 * Eight places share a bucket.
 *
 * <p>Who takes a place changes the time first, by compare-and-set, then the key: a racing reader of the old key may charge
 * one request to the new one, and two racing newcomers of one key may take two places, of which the second falls idle.
 * Either is off by at most what was in flight at that moment.
 */
final class KeyTable {
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);
    private static final int WAYS = 8;

    private final int mask;
    private final long[] keys;
    private final long[] times;
    /** What each place costs, 0 for as usual, and how often it was asked for: only where shares are kept. */
    private long @Nullable [] costs;

    private int @Nullable [] asked;
    private final LongAdder evictions = new LongAdder();

    KeyTable(int capacity) {
        if (capacity < 1 || capacity > 1 << 26) {
            throw new IllegalArgumentException("keys: " + capacity + " (expected: 1 to 67,108,864)");
        }
        int places = Math.max(WAYS, Integer.highestOneBit(2 * capacity - 1));
        this.mask = (places - 1) & -WAYS;
        this.keys = new long[places];
        this.times = new long[places];
    }

    /** The key's place, or the complement of the place that it may {@link #claim}: a free one, else the one next free. */
    int find(long key, long now) {
        int bucket = bucket(key);
        int best = bucket;
        long earliest = Long.MAX_VALUE;
        for (int at = bucket; at < bucket + WAYS; at++) {
            if ((long) LONGS.getAcquire(keys, at) == key) {
                return at;
            }
            long time = Math.max(now, (long) LONGS.getOpaque(times, at));
            if (time < earliest) {
                best = at;
                earliest = time;
            }
        }
        return ~best;
    }

    /** Keeps shares from now on: to be called before any other thread knows of the table. */
    void keepShares() {
        costs = new long[keys.length];
        asked = new int[keys.length];
    }

    /** What a request of this place costs. */
    long cost(int place, long usual) {
        long[] own = costs;
        long cost = own == null || place < 0 ? 0 : (long) LONGS.getOpaque(own, place);
        return cost == 0 ? usual : cost;
    }

    /** Somebody asked for a place, in vain or not. */
    void asked(int place) {
        int[] counts = asked;
        if (counts != null) {
            INTS.getAndAdd(counts, place, 1);
        }
    }

    /** Sets what a key costs, 0 for as usual, if it is there. */
    void cost(long key, long cost, long now) {
        int place = find(key, now);
        long[] own = costs;
        if (own != null && place >= 0) {
            LONGS.setOpaque(own, place, cost);
        }
    }

    /** Tells how often each key was asked for since the last time, if it was. One thread. */
    void drain(RateLimit.Demand demand) {
        int[] counts = asked;
        if (counts == null) {
            return;
        }
        for (int at = 0; at < counts.length; at++) {
            if ((int) INTS.getOpaque(counts, at) != 0) {
                int count = (int) INTS.getAndSet(counts, at, 0);
                demand.asked((long) LONGS.getAcquire(keys, at), count);
            }
        }
    }

    long state(int place) {
        return (long) LONGS.getVolatile(times, place);
    }

    /** Changes the time of a place, if it is still {@code expected}, or still past where that is {@code now}. */
    boolean change(int place, long expected, long next, long now) {
        long held = state(place);
        return Math.max(now, held) == expected && LONGS.compareAndSet(times, place, held, next);
    }

    /** Takes a place for a new key. */
    boolean claim(int place, long key, long next, long now) {
        long held = state(place);
        if (!LONGS.compareAndSet(times, place, held, next)) {
            return false;
        }
        if (held > now) {
            evictions.increment();
        }
        long[] own = costs;
        if (own != null) {
            LONGS.setOpaque(own, place, 0L);
        }
        LONGS.setRelease(keys, place, key);
        return true;
    }

    long evictions() {
        return evictions.sum();
    }

    int active(long now) {
        int active = 0;
        for (int at = 0; at < times.length; at++) {
            active += (long) LONGS.getOpaque(times, at) > now ? 1 : 0;
        }
        return active;
    }

    private int bucket(long key) {
        long hash = (key ^ (key >>> 32)) * 0x9E3779B97F4A7C15L;
        return (int) (hash >>> 32) & mask;
    }
}
