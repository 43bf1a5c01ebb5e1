package dev.skein.coding;

import dev.skein.model.Ascii;
import java.util.Arrays;

/** What a body can be made smaller by. */
public enum Coding {
    /** RFC 1952, by the JDK: always there. */
    GZIP(0, "gzip", 1),
    /** RFC 7932. */
    BR(1, "br", 8),
    /** RFC 8878. */
    ZSTD(2, "zstd", 6);

    static final int UNIT = 256 * 1024;
    private static final byte[][] LINES = Arrays.stream(values())
            .map(coding -> Ascii.bytes("Content-Encoding: " + coding.token + "\r\n"))
            .toArray(byte[][]::new);

    private final int index;
    private final String token;
    private final int units;

    Coding(int index, String token, int units) {
        this.index = index;
        this.token = token;
        this.units = units;
    }

    /** Whether it can be had on this machine. Loads a library the first time, which takes milliseconds; any thread. */
    public boolean available() {
        return Libraries.have(this);
    }

    /** From 0, without a gap, in the order of the values. */
    int index() {
        return index;
    }

    /** Its name in lower case. */
    String token() {
        return token;
    }

    /** The field that tells of it, with its line's end. */
    public byte[] line() {
        return LINES[index];
    }

    /** What one stream of it holds, in units of {@link #UNIT}; measured, and rounded up. */
    int units() {
        return units;
    }
}
