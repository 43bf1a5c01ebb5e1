package dev.skein.cluster;

import java.util.Comparator;

/**
 * When and by whom something was wished, so that all nodes put wishes in the same order: a moment on the hybrid clock
 * ({@link HybridClock}), among equals by node.
 *
 * @param millis since 1970, by the latest wall clock that the author had heard of
 * @param count of moments within that millisecond
 * @param author id of the node
 */
public record Stamp(long millis, int count, String author) implements Comparable<Stamp> {
    /** Before all others. */
    public static final Stamp NONE = new Stamp(0, 0, "");

    private static final Comparator<Stamp> ORDER = Comparator.comparingLong(Stamp::millis)
            .thenComparingInt(Stamp::count)
            .thenComparing(Stamp::author);

    @Override
    public int compareTo(Stamp other) {
        return ORDER.compare(this, other);
    }

    /** Adds its fields to a value. */
    public Encoder encode(Encoder out) {
        return out.number(millis).number(count).text(author);
    }

    /** The opposite of {@link #encode}. */
    public static Stamp decode(Decoder in) {
        return new Stamp(in.number(), in.integer(), in.text());
    }
}
