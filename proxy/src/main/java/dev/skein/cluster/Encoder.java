package dev.skein.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Makes the bytes of a value that nodes share. They begin with the version of the value's layout. A newer version only adds
 * fields at the end, which older readers leave unread; whatever can't be done that way needs a new schema of the grid.
 * Numbers are zigzag varints (as in Protocol Buffers), so that small ones take a byte. For one thread.
 */
public final class Encoder {
    private byte[] bytes = new byte[64];
    private int size;

    /**
     * Begins a value.
     *
     * @param version of its layout, 1 to 127
     */
    public Encoder(int version) {
        if (version < 1 || version > 127) {
            throw new IllegalArgumentException("version: " + version + " (expected: 1 to 127)");
        }
        put((byte) version);
    }

    /** Any number. */
    public Encoder number(long value) {
        long zigzag = (value << 1) ^ (value >> 63);
        while ((zigzag & ~0x7fL) != 0) {
            put((byte) (zigzag & 0x7f | 0x80));
            zigzag >>>= 7;
        }
        put((byte) zigzag);
        return this;
    }

    /** All 64 bits, for hashes and the like, of which no byte is likely to be zero. */
    public Encoder fixed(long value) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            put((byte) (value >> shift));
        }
        return this;
    }

    /** A fraction, to the last bit. */
    public Encoder real(double value) {
        return fixed(Double.doubleToRawLongBits(value));
    }

    public Encoder flag(boolean value) {
        put((byte) (value ? 1 : 0));
        return this;
    }

    /** One of the constants, by its place: new ones are added at the end only. */
    @SuppressWarnings("EnumOrdinal") // the place is the layout, and stays
    public Encoder constant(Enum<?> value) {
        return number(value.ordinal());
    }

    public Encoder text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    public Encoder bytes(byte[] value) {
        number(value.length);
        ensure(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        return this;
    }

    /** The value's bytes, a copy. */
    public byte[] done() {
        return Arrays.copyOf(bytes, size);
    }

    private void put(byte value) {
        ensure(1);
        bytes[size++] = value;
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
