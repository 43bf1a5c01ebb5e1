package dev.skein.balance;

import java.util.Arrays;

/**
 * What one exchange brings to its picks: its loop, the time, the key's hash, and which servers it has tried. Mutable and
 * used again: one per exchange object, on the exchange's event loop. It keeps no set alive; servers tried are remembered
 * by id, so that a retry on a newer set, where numbers may differ, still avoids them.
 */
public final class PickContext {
    private final int loop;
    private long random;
    private long now;
    private long hash;
    private long[] triedIds = new long[4];
    private int triedCount;
    private long[] triedBits = new long[1];
    private long serial;
    private boolean bound;
    private boolean issuesCookie;
    private boolean metFull;

    /**
     * @param loop number of the event loop, 0 to one less than the number that load counters were made for
     * @param seed any number; picks follow from it
     */
    public PickContext(int loop, long seed) {
        this.loop = loop;
        this.random = Hash64.mix(seed) | 1;
    }

    /** Forgets the exchange before. */
    public PickContext begin(long nowNanos) {
        now = nowNanos;
        hash = KeySource.ABSENT;
        triedCount = 0;
        serial = 0;
        bound = false;
        issuesCookie = false;
        metFull = false;
        return this;
    }

    /** The time of the next attempt. */
    public void now(long nowNanos) {
        now = nowNanos;
    }

    public long now() {
        return now;
    }

    public int loop() {
        return loop;
    }

    /** Hash of the key for a consistent hash; {@link KeySource#ABSENT} for none. */
    public long hash() {
        return hash;
    }

    public void hash(long value) {
        hash = value;
    }

    /** This server failed; it will not be picked again for this exchange. */
    public void tried(Candidates set, int index) {
        look(set);
        if (triedCount == triedIds.length) {
            triedIds = Arrays.copyOf(triedIds, 2 * triedCount);
        }
        if (triedCount++ == 0) {
            clearBits(set);
        }
        triedIds[triedCount - 1] = set.at(index).id();
        triedBits[index >>> 6] |= 1L << index;
    }

    /** Whether a further attempt could go to a server that was not tried, besides this one; picks nothing. */
    public boolean another(Candidates set, int besides) {
        look(set);
        for (int i = 0; i < set.size(); i++) {
            if (i != besides && !isTried(i) && set.rankOf(i) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** How many servers were tried. */
    public int triedCount() {
        return triedCount;
    }

    /** Whether the last selection followed the session and not the algorithm. */
    public boolean bound() {
        return bound;
    }

    /** Whether the response must carry {@link Candidates#cookie} of the server last selected. */
    public boolean issuesCookie() {
        return issuesCookie;
    }

    /** Whether the last pick passed over a server only because all its places were taken: waiting may help. */
    public boolean saturated() {
        return metFull;
    }

    /** The next pseudo-random number (xorshift64*). */
    public long random() {
        long x = random;
        x ^= x >>> 12;
        x ^= x << 25;
        x ^= x >>> 27;
        random = x;
        return x * 0x2545F4914F6CDD1DL;
    }

    /** A number from 0 to {@code bound - 1}, each as likely as another but for one part in four thousand million. */
    int random(int bound) {
        return (int) (((random() >>> 32) * bound) >>> 32);
    }

    void session(boolean follows, boolean cookie) {
        bound = follows;
        issuesCookie = cookie;
    }

    void metFull() {
        metFull = true;
    }

    boolean isTried(int index) {
        return triedCount != 0 && (triedBits[index >>> 6] & 1L << index) != 0;
    }

    /** Makes numbers those of this set. */
    void look(Candidates set) {
        metFull = false;
        if (serial == set.serial()) {
            return;
        }
        serial = set.serial();
        if (triedCount > 0) {
            clearBits(set);
            for (int i = 0; i < triedCount; i++) {
                int index = set.indexOf(triedIds[i]);
                if (index >= 0) {
                    triedBits[index >>> 6] |= 1L << index;
                }
            }
        }
    }

    private void clearBits(Candidates set) {
        int words = (set.size() + 63) >>> 6;
        if (triedBits.length < words) {
            triedBits = new long[words];
        } else {
            Arrays.fill(triedBits, 0);
        }
    }
}
