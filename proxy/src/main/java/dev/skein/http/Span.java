package dev.skein.http;

/** A span {@code [start, end)} of a byte array packed into one {@code long}, so that a look-up can return it for free. */
public final class Span {
    /** No span: what was looked for isn't there. */
    public static final long NONE = -1L;

    private Span() {}

    /**
     * Packs a span.
     *
     * @param start 0 to {@code end}
     */
    public static long of(int start, int end) {
        return ((long) start << 32) | end;
    }

    public static int start(long span) {
        return (int) (span >>> 32);
    }

    public static int end(long span) {
        return (int) span;
    }

    public static int length(long span) {
        return end(span) - start(span);
    }
}
