package dev.skein.http;

import dev.skein.model.Ascii;

/**
 * The lists of {@code Connection} and {@code Upgrade} (RFC 9110 §5.6.1, §7.6.1, §7.8), read in place. Empty elements are
 * skipped, case is ignored. Allocates nothing; thread-safe.
 */
public final class UpgradeTokens {
    /** {@link #connection} saw {@code close}. */
    public static final int CLOSE = 1;

    /** {@link #connection} saw {@code keep-alive}. */
    public static final int KEEP_ALIVE = 2;

    /** {@link #connection} saw {@code upgrade}. */
    public static final int UPGRADE = 4;

    /** {@link #connection} saw a name that may make us remove a field, see {@link FieldRules#nominable}. */
    public static final int NOMINATES = 8;

    /** {@link #connection} saw an element that isn't a token; it is skipped. */
    public static final int MALFORMED = 16;

    private static final byte[] CLOSE_TOKEN = Ascii.bytes("close");
    private static final byte[] KEEP_ALIVE_TOKEN = Ascii.bytes("keep-alive");
    private static final byte[] UPGRADE_TOKEN = Ascii.bytes("upgrade");

    private UpgradeTokens() {}

    /**
     * The next element of a comma-separated list, white space around it cut.
     *
     * @param from {@code start} of the value, then the {@link Span#end} of the element before
     * @return a {@link Span} of at least one byte, or {@link Span#NONE} at the end
     */
    public static long next(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && (bytes[i] == ',' || blank(bytes[i]))) {
            i++;
        }
        if (i == end) {
            return Span.NONE;
        }
        int start = i;
        int last = i;
        for (; i < end && bytes[i] != ','; i++) {
            if (!blank(bytes[i])) {
                last = i;
            }
        }
        return Span.of(start, last + 1);
    }

    /** Whether the list has this element; for {@code Upgrade}, {@code websocket} is not {@code websocket/13}. */
    public static boolean contains(byte[] bytes, int start, int end, byte[] lowerToken) {
        for (long token = next(bytes, start, end); token != Span.NONE; token = next(bytes, Span.end(token), end)) {
            if (Ascii.equalsIgnoreCase(bytes, Span.start(token), Span.end(token), lowerToken)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the list is this one element and nothing else. */
    public static boolean isOnly(byte[] bytes, int start, int end, byte[] lowerToken) {
        long token = next(bytes, start, end);
        return token != Span.NONE
                && Ascii.equalsIgnoreCase(bytes, Span.start(token), Span.end(token), lowerToken)
                && next(bytes, Span.end(token), end) == Span.NONE;
    }

    /**
     * All that a {@code Connection} field says, in one pass.
     *
     * @return bits: {@link #CLOSE}, {@link #KEEP_ALIVE}, {@link #UPGRADE}, {@link #NOMINATES}, {@link #MALFORMED}
     */
    public static int connection(byte[] bytes, int start, int end) {
        int flags = 0;
        for (long token = next(bytes, start, end); token != Span.NONE; token = next(bytes, Span.end(token), end)) {
            flags |= option(bytes, Span.start(token), Span.end(token));
        }
        return flags;
    }

    private static int option(byte[] bytes, int start, int end) {
        if (Ascii.equalsIgnoreCase(bytes, start, end, KEEP_ALIVE_TOKEN)) {
            return KEEP_ALIVE;
        }
        if (Ascii.equalsIgnoreCase(bytes, start, end, CLOSE_TOKEN)) {
            return CLOSE;
        }
        if (Ascii.equalsIgnoreCase(bytes, start, end, UPGRADE_TOKEN)) {
            return UPGRADE;
        }
        if (!FieldRules.isToken(bytes, start, end)) {
            return MALFORMED;
        }
        boolean removedAnyway = FieldRules.hopByHop(bytes, start, end);
        return removedAnyway || !FieldRules.nominable(bytes, start, end) ? 0 : NOMINATES;
    }

    /** Whether the {@code Connection} value makes us remove the field of this name. */
    public static boolean nominates(byte[] bytes, int start, int end, byte[] nameBytes, long name) {
        int length = Span.length(name);
        for (long token = next(bytes, start, end); token != Span.NONE; token = next(bytes, Span.end(token), end)) {
            if (Span.length(token) == length && same(bytes, Span.start(token), nameBytes, Span.start(name), length)) {
                return FieldRules.nominable(nameBytes, Span.start(name), Span.end(name));
            }
        }
        return false;
    }

    private static boolean same(byte[] a, int from, byte[] b, int at, int length) {
        for (int i = 0; i < length; i++) {
            if (Ascii.lower(a[from + i]) != Ascii.lower(b[at + i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean blank(byte b) {
        return b == ' ' || b == '\t';
    }
}
