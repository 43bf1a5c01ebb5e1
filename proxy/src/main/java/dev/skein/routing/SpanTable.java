package dev.skein.routing;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A hash table from (context, bytes) to a value, asked with a span and its hash: open addressing with linear probing, at
 * most half full, no allocation. Filled while a route table is built, only read from then on. Which entries share a run of
 * slots depends on the configured keys only; whatever a client sends costs at most one comparison of bytes for each entry
 * of the run whose hash is the same.
 */
final class SpanTable<V> {
    /** Hash of no bytes. */
    static final int SEED = 17;

    private byte[][] keys;
    private int[] contexts;
    private int[] hashes;
    private @Nullable Object[] values;
    private int size;

    SpanTable() {
        keys = new byte[4][];
        contexts = new int[4];
        hashes = new int[4];
        values = new @Nullable Object[4];
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
        if (2 * (size + 1) > keys.length) {
            rehash();
        }
        int slot = slot(hash, context, key, 0, key.length);
        if (values[slot] == null) {
            size++;
        }
        keys[slot] = key;
        contexts[slot] = context;
        hashes[slot] = hash;
        values[slot] = value;
    }

    // Only values of type V are ever stored.
    @SuppressWarnings("unchecked")
    @Nullable
    V get(int hash, int context, byte[] bytes, int start, int end) {
        return (V) values[slot(hash, context, bytes, start, end)];
    }

    private int slot(int hash, int context, byte[] bytes, int start, int end) {
        int mask = keys.length - 1;
        int slot = spread(hash, context) & mask;
        while (values[slot] != null) {
            if (hashes[slot] == hash
                    && contexts[slot] == context
                    && Arrays.equals(keys[slot], 0, keys[slot].length, bytes, start, end)) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private static int spread(int hash, int context) {
        int mixed = (hash ^ context * 0x9E3779B9) * 0x85EBCA6B;
        return mixed ^ mixed >>> 15;
    }

    private void rehash() {
        byte[][] oldKeys = keys;
        int[] oldContexts = contexts;
        int[] oldHashes = hashes;
        @Nullable Object[] oldValues = values;
        int capacity = 2 * oldKeys.length;
        keys = new byte[capacity][];
        contexts = new int[capacity];
        hashes = new int[capacity];
        values = new @Nullable Object[capacity];
        for (int i = 0; i < oldValues.length; i++) {
            if (oldValues[i] != null) {
                int slot = slot(oldHashes[i], oldContexts[i], oldKeys[i], 0, oldKeys[i].length);
                keys[slot] = oldKeys[i];
                contexts[slot] = oldContexts[i];
                hashes[slot] = oldHashes[i];
                values[slot] = oldValues[i];
            }
        }
    }
}
