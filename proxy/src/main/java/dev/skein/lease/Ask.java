package dev.skein.lease;

/**
 * What a node asks of every voter about one resource.
 *
 * @param kind what for
 * @param resource {@link Resource#key}
 * @param term the asker's term; rises strictly from holder to holder and is the fencing token
 * @param duration nanoseconds that the promise shall stand
 * @param successor incarnation that a {@link Kind#HAND_OVER} names, which holds under {@code term + 1}; else 0
 */
public record Ask(Kind kind, long resource, long term, long duration, long successor) {

    /** The order is the wire's. */
    public enum Kind {
        /** Promise it to me, or renew the promise. */
        PROMISE,
        /** I no longer use it: it is free at once. */
        RELEASE,
        /** I no longer use it: promise it to my successor. */
        HAND_OVER
    }
}
