package dev.skein.snapshot;

import dev.skein.coding.Coding;
import dev.skein.model.Ascii;
import java.util.List;
import java.util.Locale;

/** Which responses a route makes smaller. Immutable. */
public final class Compression {
    private final List<byte[]> types;
    private final long minBytes;
    private final List<Coding> codings;
    private final int level;

    /**
     * What is worth it.
     *
     * @param types as {@code text/html}, or {@code text/*} for all that begin so
     * @param minBytes responses known to be shorter stay as they are
     * @param codings the preferred one first; available ones
     * @param level 1, fast, to 9, small
     */
    public Compression(List<String> types, long minBytes, List<Coding> codings, int level) {
        this.types = types.stream()
                .map(type -> Ascii.bytes(type.toLowerCase(Locale.ROOT)))
                .toList();
        this.minBytes = minBytes;
        this.codings = List.copyOf(codings);
        this.level = level;
    }

    /** Whether a value of Content-Type is one of these. */
    public boolean takes(byte[] bytes, int start, int end) {
        int over = start;
        while (over < end && bytes[over] != ';' && bytes[over] != ' ') {
            over++;
        }
        for (int i = 0; i < types.size(); i++) {
            byte[] type = types.get(i);
            int length = type.length;
            boolean open = type[length - 1] == '*';
            int compared = open ? length - 1 : length;
            if ((open ? over - start >= compared : over - start == compared) && begins(bytes, start, type, compared)) {
                return true;
            }
        }
        return false;
    }

    private static boolean begins(byte[] bytes, int start, byte[] type, int length) {
        for (int i = 0; i < length; i++) {
            if (Ascii.lower(bytes[start + i]) != type[i]) {
                return false;
            }
        }
        return true;
    }

    public long minBytes() {
        return minBytes;
    }

    public List<Coding> codings() {
        return codings;
    }

    public int level() {
        return level;
    }
}
