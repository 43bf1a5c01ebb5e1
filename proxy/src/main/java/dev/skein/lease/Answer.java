package dev.skein.lease;

/**
 * A voter's answer to an {@link Ask}, or an entry of the table that it tells everybody.
 *
 * @param resource {@link Resource#key}
 * @param verdict on the ask; {@link Verdict#TOLD} in a table
 * @param term the highest that the voter knows for the resource
 * @param holder the incarnation to which it is promised, or 0
 * @param remaining nanoseconds that the promise stands on the voter's clock; 0 without a promise
 */
public record Answer(long resource, Verdict verdict, long term, long holder, long remaining) {

    /** The order is the wire's. */
    public enum Verdict {
        /** Not a verdict: an entry of a table. */
        TOLD,
        /** Promised to the asker under the term asked for, for the duration asked for. */
        GRANTED,
        /** Given back, or moved. */
        RELEASED,
        /** Promised to somebody else. */
        BUSY,
        /** The term is not higher than one already given. */
        STALE,
        /** The voter can't promise: it restarted, its table is full, or its disk. */
        SILENT,
        /** The asker's voter set is older than the voter's. */
        OUTDATED
    }
}
