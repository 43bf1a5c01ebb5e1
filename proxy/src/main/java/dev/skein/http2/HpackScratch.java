package dev.skein.http2;

import java.util.Arrays;

/** Working space for header compression: one for all connections of a loop, valid during one call. */
public final class HpackScratch {
    private byte[] bytes = new byte[1024];

    /** The array, grown to that size at least; what it held stays. */
    byte[] room(int size) {
        if (size > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size, 2 * bytes.length));
        }
        return bytes;
    }
}
