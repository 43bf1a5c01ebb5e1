package dev.skein.balance;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The hash of keys and servers: XXH64 with seed 0 (Yann Collet's xxHash, 64-bit variant). The same on every node, JVM and
 * byte order, and good enough to spread keys; not secret, so never an authenticator.
 */
public final class Hash64 {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long P1 = 0x9E3779B185EBCA87L;
    private static final long P2 = 0xC2B2AE3D27D4EB4FL;
    private static final long P3 = 0x165667B19E3779F9L;
    private static final long P4 = 0x85EBCA77C2B2AE63L;
    private static final long P5 = 0x27D4EB2F165667C5L;

    private Hash64() {}

    /** The hash of {@code [start, end)}. */
    public static long of(byte[] bytes, int start, int end) {
        return of(bytes, start, end, 0);
    }

    /** The hash of {@code [start, end)} with a seed, by which spans can be chained. */
    public static long of(byte[] bytes, int start, int end, long seed) {
        int at = start;
        long hash;
        if (end - start >= 32) {
            int stripes = start + ((end - start) & ~31);
            hash = stripes(bytes, start, stripes, seed);
            at = stripes;
        } else {
            hash = seed + P5;
        }
        return mix(tail(bytes, at, end, hash + (end - start)));
    }

    /** The finaliser alone: spreads the bits of a number. */
    public static long mix(long value) {
        long h = value ^ (value >>> 33);
        h *= P2;
        h ^= h >>> 29;
        h *= P3;
        return h ^ (h >>> 32);
    }

    private static long stripes(byte[] bytes, int start, int end, long seed) {
        long a = seed + P1 + P2;
        long b = seed + P2;
        long c = seed;
        long d = seed - P1;
        for (int at = start; at < end; at += 32) {
            a = round(a, (long) LONG.get(bytes, at));
            b = round(b, (long) LONG.get(bytes, at + 8));
            c = round(c, (long) LONG.get(bytes, at + 16));
            d = round(d, (long) LONG.get(bytes, at + 24));
        }
        long hash = Long.rotateLeft(a, 1) + Long.rotateLeft(b, 7) + Long.rotateLeft(c, 12) + Long.rotateLeft(d, 18);
        return merge(merge(merge(merge(hash, a), b), c), d);
    }

    private static long tail(byte[] bytes, int start, int end, long from) {
        long hash = from;
        int at = start;
        for (; at + 8 <= end; at += 8) {
            hash = Long.rotateLeft(hash ^ round(0, (long) LONG.get(bytes, at)), 27) * P1 + P4;
        }
        if (at + 4 <= end) {
            hash = Long.rotateLeft(hash ^ (((int) INT.get(bytes, at) & 0xffffffffL) * P1), 23) * P2 + P3;
            at += 4;
        }
        for (; at < end; at++) {
            hash = Long.rotateLeft(hash ^ ((bytes[at] & 0xff) * P5), 11) * P1;
        }
        return hash;
    }

    private static long round(long accumulator, long input) {
        return Long.rotateLeft(accumulator + input * P2, 31) * P1;
    }

    private static long merge(long hash, long accumulator) {
        return (hash ^ round(0, accumulator)) * P1 + P4;
    }
}
