package dev.skein.http;

import dev.skein.model.Ascii;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An immutable set of field names, asked with byte spans: no allocation, no hash. Most names of a request are refused by
 * their length and first letter alone. Field names are compared without case (RFC 9110 §5.1).
 */
public final class NameSet {
    private static final int MAX_LENGTH = 63;
    private static final byte[] FOLD = new byte[256];

    static {
        for (int i = 0; i < FOLD.length; i++) {
            FOLD[i] = i == '_' ? (byte) '-' : Ascii.lower((byte) i);
        }
    }

    private final byte[][][] byLength = new byte[MAX_LENGTH + 1][][];
    /** For each length, one bit for each first letter (modulo 32) that occurs. */
    private final int[] firstLetters = new int[MAX_LENGTH + 1];

    private NameSet(List<byte[]> names) {
        for (int length = 0; length <= MAX_LENGTH; length++) {
            List<byte[]> same = new ArrayList<>();
            for (byte[] name : names) {
                if (name.length == length) {
                    same.add(name);
                    firstLetters[length] |= 1 << (name[0] & 31);
                }
            }
            byLength[length] = same.toArray(new byte[0][]);
        }
    }

    /**
     * Makes a set.
     *
     * @param names each 1 to 63 ASCII characters, in any case
     */
    public static NameSet of(String... names) {
        List<byte[]> lower = new ArrayList<>();
        for (String name : names) {
            if (name.isEmpty() || name.length() > MAX_LENGTH) {
                throw new IllegalArgumentException("name: " + name + " (expected: 1 to 63 characters)");
            }
            lower.add(Ascii.bytes(name.toLowerCase(Locale.ROOT)));
        }
        return new NameSet(lower);
    }

    /** Whether the name in the span is in the set, its case ignored. */
    public boolean contains(byte[] bytes, int start, int end) {
        int length = end - start;
        if (length <= 0 || length > MAX_LENGTH || (firstLetters[length] & (1 << (bytes[start] & 31))) == 0) {
            return false;
        }
        for (byte[] name : byLength[length]) {
            if (Ascii.equalsIgnoreCase(bytes, start, name)) {
                return true;
            }
        }
        return false;
    }

    /**
     * As {@link #contains}, and an underscore counts as a dash: what a CGI-like server makes of the name, which turns
     * {@code X_Forwarded_For} into the same variable as {@code X-Forwarded-For}.
     */
    public boolean containsAlias(byte[] bytes, int start, int end) {
        int length = end - start;
        if (length <= 0 || length > MAX_LENGTH || (firstLetters[length] & (1 << (bytes[start] & 31))) == 0) {
            return false;
        }
        for (byte[] name : byLength[length]) {
            if (equalsFolded(bytes, start, name)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the bytes from {@code start} equal the lower-case name, case ignored and {@code _} taken as {@code -}. */
    public static boolean equalsFolded(byte[] bytes, int start, byte[] lowerName) {
        for (int i = 0; i < lowerName.length; i++) {
            if (FOLD[bytes[start + i] & 0xff] != lowerName[i]) {
                return false;
            }
        }
        return true;
    }
}
