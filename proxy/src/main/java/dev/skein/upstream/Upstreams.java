package dev.skein.upstream;

import dev.skein.transport.Loops;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All servers by slot number. A snapshot's servers name their slot, and an exchange finds the pool of its loop with two
 * array reads. Written by {@code control} alone, which opens a slot before it publishes a snapshot that names it, and closes
 * it after none does.
 */
public final class Upstreams {
    private final Loops loops;
    private final BitSet used = new BitSet();
    private volatile @Nullable Upstream[] table = new Upstream[16];

    public Upstreams(Loops loops) {
        this.loops = loops;
    }

    /** The slot for a new server. */
    public int open(UpstreamPolicy policy) {
        int slot = used.nextClearBit(0);
        used.set(slot);
        @Nullable Upstream[] next = Arrays.copyOf(table, slot < table.length ? table.length : table.length * 2);
        Upstream upstream = new Upstream(loops, policy);
        next[slot] = upstream;
        table = next;
        if (policy.warm() > 0) {
            upstream.warmUp();
        }
        return slot;
    }

    public void change(int slot, UpstreamPolicy policy) {
        at(slot).change(policy);
    }

    /** The slot's number is given out again only once no exchange can still look it up: see {@link #forget}. */
    public void close(int slot) {
        at(slot).close();
    }

    /** Frees the number of a closed slot. */
    public void forget(int slot) {
        @Nullable Upstream[] next = table.clone();
        next[slot] = null;
        table = next;
        used.clear(slot);
    }

    public Upstream at(int slot) {
        return Objects.requireNonNull(table[slot]);
    }
}
