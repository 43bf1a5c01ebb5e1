package dev.skein.balance;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Keys whose server is not the one that their hash says: a bounded table, key hash → server id, read and written on any
 * event loop without a lock. Eight places share a bucket; a new key takes an expired place, else the one unused longest.
 * 20 bytes a place.
 *
 * <p>A place's id is stored xored with its key (Hyatt's transposition table), so that a reader that meets two writers gets
 * an id that no server has, never another key's server.
 */
public final class Pins {
    /** No pin for the key. */
    public static final long NONE = 0;

    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);
    private static final int WAYS = 8;
    private static final long SECOND = 1_000_000_000L;

    private final int mask;
    private final long maxIdleSeconds;
    private final long[] keys;
    private final long[] ids;
    private final int[] used;
    /** Of pins that were told to others: so that each is told once. Empty where there are no others. */
    private final int[] told;

    /**
     * @param capacity number of keys, rounded up to a power of two, at least 8; 0 for a table that remembers nothing
     * @param maxIdleSeconds how long an unused pin is kept, 1 to 1,000,000,000
     */
    public Pins(int capacity, long maxIdleSeconds) {
        this(capacity, maxIdleSeconds, false);
    }

    private Pins(int capacity, long maxIdleSeconds, boolean shared) {
        if (capacity < 0 || capacity > 1 << 28) {
            throw new IllegalArgumentException("pins: " + capacity + " (expected: 0 to 268,435,456)");
        }
        if (maxIdleSeconds < 1 || maxIdleSeconds > 1_000_000_000) {
            throw new IllegalArgumentException("max-idle: " + maxIdleSeconds + " s (expected: 1 to 1,000,000,000 s)");
        }
        int places = capacity == 0 ? 0 : Math.max(WAYS, Integer.highestOneBit(2 * capacity - 1));
        this.mask = (places - 1) & -WAYS;
        this.maxIdleSeconds = maxIdleSeconds;
        this.keys = new long[places];
        this.ids = new long[places];
        this.used = new int[places];
        this.told = new int[shared ? places : 0];
    }

    /** A table of which other nodes are told; 24 bytes a place. */
    public static Pins shared(int capacity, long maxIdleSeconds) {
        return new Pins(capacity, maxIdleSeconds, true);
    }

    /** A table that remembers nothing. */
    public static Pins none() {
        return new Pins(0, 1);
    }

    /** Id of the key's server, or {@link #NONE}; counts as a use. */
    public long get(long key, long now) {
        if (keys.length == 0) {
            return NONE;
        }
        int bucket = bucket(key);
        for (int at = bucket; at < bucket + WAYS; at++) {
            if ((long) LONGS.getOpaque(keys, at) == key) {
                int second = second(now);
                int idle = second - (int) INTS.getOpaque(used, at);
                if (idle > maxIdleSeconds) {
                    return NONE;
                }
                if (idle > 0) {
                    INTS.setOpaque(used, at, second);
                }
                return (long) LONGS.getOpaque(ids, at) ^ key;
            }
        }
        return NONE;
    }

    /** Pins a key. Two loops that pin keys of one bucket at the same moment may lose one of them. */
    public void put(long key, long id, long now) {
        if (keys.length == 0) {
            return;
        }
        int at = place(key, second(now));
        LONGS.setOpaque(ids, at, id ^ key);
        INTS.setOpaque(used, at, second(now));
        LONGS.setOpaque(keys, at, key);
    }

    /** Hears of pins. */
    @FunctionalInterface
    public interface Listener {
        /** The key's session is bound to the server of this id. */
        void pinned(long key, long id);
    }

    /** Pins a key as another node says; it is not told back. */
    public void putTold(long key, long id, long now) {
        if (told.length == 0) {
            put(key, id, now);
        } else {
            put(key, id, now);
            INTS.setOpaque(told, place(key, second(now)), mark(key, id));
        }
    }

    /** Tells of pins that were not told yet, and still count. Looks at all; one thread. */
    public void tell(long now, Listener listener) {
        for (int at = 0; at < told.length; at++) {
            long key = (long) LONGS.getOpaque(keys, at);
            if (key != 0) {
                long id = (long) LONGS.getOpaque(ids, at) ^ key;
                boolean fresh = second(now) - (int) INTS.getOpaque(used, at) <= maxIdleSeconds;
                if (fresh && (int) INTS.getOpaque(told, at) != mark(key, id)) {
                    INTS.setOpaque(told, at, mark(key, id));
                    listener.pinned(key, id);
                }
            }
        }
    }

    /** All pins that were used within so many seconds will be told again. */
    public void tellAgain(long seconds, long now) {
        for (int at = 0; at < told.length; at++) {
            if (second(now) - (int) INTS.getOpaque(used, at) <= seconds) {
                INTS.setOpaque(told, at, 0);
            }
        }
    }

    /** Most keys; 0: it remembers nothing. */
    int capacity() {
        return keys.length;
    }

    /** Forgets a key. */
    void forget(long key) {
        int bucket = bucket(key);
        for (int at = bucket; at < bucket + WAYS; at++) {
            if (key != 0 && (long) LONGS.getOpaque(keys, at) == key) {
                LONGS.setOpaque(keys, at, 0L);
            }
        }
    }

    /** All pins that still count. */
    void each(long now, Listener listener) {
        for (int at = 0; at < keys.length; at++) {
            long key = (long) LONGS.getOpaque(keys, at);
            if (key != 0 && second(now) - (int) INTS.getOpaque(used, at) <= maxIdleSeconds) {
                listener.pinned(key, (long) LONGS.getOpaque(ids, at) ^ key);
            }
        }
    }

    /** Never 0. */
    private static int mark(long key, long id) {
        return (int) Hash64.mix(key ^ Long.rotateLeft(id, 1)) | 1;
    }

    /** Number of places that hold a pin, expired ones too. For the page; looks at all. */
    public int size() {
        int size = 0;
        for (int at = 0; at < keys.length; at++) {
            size += (long) LONGS.getOpaque(keys, at) == 0 ? 0 : 1;
        }
        return size;
    }

    private int place(long key, int second) {
        int bucket = bucket(key);
        int best = bucket;
        long longest = -1;
        for (int at = bucket; at < bucket + WAYS; at++) {
            long holder = (long) LONGS.getOpaque(keys, at);
            if (holder == key) {
                return at;
            }
            long idle = holder == 0 ? Long.MAX_VALUE : second - (int) INTS.getOpaque(used, at);
            if (idle > longest) {
                best = at;
                longest = idle;
            }
        }
        return best;
    }

    private int bucket(long key) {
        return (int) Hash64.mix(key) & mask;
    }

    private static int second(long now) {
        return (int) (now / SECOND);
    }
}
