package dev.skein.http2;

import dev.skein.model.Ascii;
import java.util.Arrays;

/** Working space for header compression: one for all connections of a loop, valid during one call. */
public final class HpackScratch {
    private byte[] bytes = new byte[1024];

    /** The array, grown to that size at least; what it held stays. */
    public byte[] room(int size) {
        if (size > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size, 2 * bytes.length));
        }
        return bytes;
    }

    /** A field from the array's beginning on, its name in lower case and its value right behind. */
    public byte[] lower(byte[] from, int nameStart, int nameEnd, int valueStart, int valueEnd) {
        int name = nameEnd - nameStart;
        byte[] text = room(name + valueEnd - valueStart);
        for (int i = 0; i < name; i++) {
            text[i] = Ascii.lower(from[nameStart + i]);
        }
        System.arraycopy(from, valueStart, text, name, valueEnd - valueStart);
        return text;
    }
}
