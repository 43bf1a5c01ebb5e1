package dev.skein.http2;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A quick hash of a span. Whoever can choose values can make them collide: only for tables where that costs nothing. */
final class FieldHash {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long FACTOR = 0x9e3779b97f4a7c15L;

    private FieldHash() {}

    static int of(byte[] bytes, int start, int end) {
        long hash = (end - start) * FACTOR;
        int at = start;
        for (; at + 8 <= end; at += 8) {
            hash = (hash ^ (long) LONGS.get(bytes, at)) * FACTOR;
            hash ^= hash >>> 29;
        }
        long rest = 0;
        for (; at < end; at++) {
            rest = rest << 8 | bytes[at] & 0xff;
        }
        hash = (hash ^ rest) * FACTOR;
        return (int) (hash >>> 32);
    }
}
