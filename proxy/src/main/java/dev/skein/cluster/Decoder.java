package dev.skein.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link Encoder} made, field by field in the same order. Trusts no length: bytes that can't be such a value end
 * in {@link MalformedException} and never in a huge array. For one thread.
 */
public final class Decoder {
    /** Bytes that no encoder made, or one of another schema. */
    public static final class MalformedException extends RuntimeException {
        MalformedException(String message) {
            super(message);
        }
    }

    private final byte[] bytes;
    private final int version;
    private int at;

    /** Begins with a value's bytes. */
    public Decoder(byte[] bytes) {
        this.bytes = bytes;
        this.version = next();
        if (version < 1) {
            throw new MalformedException("version: " + version + " (expected: 1 to 127)");
        }
    }

    /** Of the value's layout; may be newer than the reader's. */
    public int version() {
        return version;
    }

    /** Whether there are fields left: those that a newer version added. */
    public boolean more() {
        return at < bytes.length;
    }

    public long number() {
        long zigzag = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = next();
            zigzag |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return (zigzag >>> 1) ^ -(zigzag & 1);
            }
        }
        throw new MalformedException("number: more than ten bytes at " + at);
    }

    /** A number of things that follow: 0 to the number of bytes that are left. */
    public int count() {
        long count = number();
        if (count < 0 || count > bytes.length - at) {
            throw new MalformedException("count: " + count + " (expected: 0 to " + (bytes.length - at) + ")");
        }
        return (int) count;
    }

    public int integer() {
        long value = number();
        if (value != (int) value) {
            throw new MalformedException("number: " + value + " (expected: 32 bits)");
        }
        return (int) value;
    }

    public long fixed() {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | next() & 0xff;
        }
        return value;
    }

    public double real() {
        return Double.longBitsToDouble(fixed());
    }

    public boolean flag() {
        return next() != 0;
    }

    public byte[] bytes() {
        int length = count();
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    public String text() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("text: not UTF-8 before " + at);
        }
    }

    /** One of the constants, by its place. One that a newer version added is refused. */
    public <E extends Enum<E>> E constant(E[] values) {
        long place = number();
        if (place < 0 || place >= values.length) {
            throw new MalformedException("constant: " + place + " (expected: 0 to " + (values.length - 1) + ")");
        }
        return values[(int) place];
    }

    private byte next() {
        if (at == bytes.length) {
            throw new MalformedException("ended after " + bytes.length + " bytes");
        }
        return bytes[at++];
    }
}
