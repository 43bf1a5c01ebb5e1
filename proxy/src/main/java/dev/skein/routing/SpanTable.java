package dev.skein.routing;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A hash table from (context, bytes) to a value, asked with a span and its hash: open addressing with linear probing, at
 * most half full, no allocation. Filled while a route table is built, only read from then on. Which entries share a run of
 * slots depends on the configured keys only; whatever a client sends costs at most one comparison of bytes for each entry
 * of the run whose hash is the same. What belongs to a key lies together: of a large table little is in the caches.
 */
final class SpanTable<V> {
    /** Hash of no bytes. */
    static final int SEED = 17;

    private static final class Entry<V> {
        final int hash;
        final int context;
        final byte[] key;
        final V value;

        Entry(int hash, int context, byte[] key, V value) {
            this.hash = hash;
            this.context = context;
            this.key = key;
            this.value = value;
        }
    }

    private @Nullable Entry<V>[] entries = array(4);
    private int size;

    // An array of a generic type can't be made otherwise; nothing but entries of V is ever stored.
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <V> @Nullable Entry<V>[] array(int length) {
        return (@Nullable Entry<V>[]) new Entry[length];
    }

    /** The hash of some bytes and one more. */
    static int next(int hash, byte b) {
        return hash * 31 + b;
    }

    static int hash(byte[] bytes) {
        int hash = SEED;
        for (byte b : bytes) {
            hash = next(hash, b);
        }
        return hash;
    }

    int size() {
        return size;
    }

    /** Adds or replaces an entry. */
    void put(int hash, int context, byte[] key, V value) {
        if (2 * (size + 1) > entries.length) {
            rehash();
        }
        int slot = slot(hash, context, key, 0, key.length);
        if (entries[slot] == null) {
            size++;
        }
        entries[slot] = new Entry<>(hash, context, key, value);
    }

    @Nullable
    V get(int hash, int context, byte[] bytes, int start, int end) {
        Entry<V> entry = entries[slot(hash, context, bytes, start, end)];
        return entry == null ? null : entry.value;
    }

    private int slot(int hash, int context, byte[] bytes, int start, int end) {
        int mask = entries.length - 1;
        int slot = spread(hash, context) & mask;
        Entry<V> entry = entries[slot];
        while (entry != null) {
            if (entry.hash == hash
                    && entry.context == context
                    && Arrays.equals(entry.key, 0, entry.key.length, bytes, start, end)) {
                return slot;
            }
            slot = slot + 1 & mask;
            entry = entries[slot];
        }
        return slot;
    }

    private static int spread(int hash, int context) {
        int mixed = (hash ^ context * 0x9E3779B9) * 0x85EBCA6B;
        return mixed ^ mixed >>> 15;
    }

    private void rehash() {
        @Nullable Entry<V>[] old = entries;
        entries = array(2 * old.length);
        for (Entry<V> entry : old) {
            if (entry != null) {
                entries[slot(entry.hash, entry.context, entry.key, 0, entry.key.length)] = entry;
            }
        }
    }
}
