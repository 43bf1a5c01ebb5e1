package dev.skein.health;

import dev.skein.model.Ticker;
import java.time.Duration;

/**
 * One point in time on both clocks.
 *
 * @param nanos monotonic, comparable with other moments of the same ticker by subtraction: for rules
 * @param epochMillis wall clock: for people
 */
public record Moment(long nanos, long epochMillis) {

    /** Now, as the given clocks say. */
    public static Moment of(Ticker ticker) {
        return new Moment(ticker.nanos(), ticker.epochMillis());
    }

    /** The moment the given time later; a negative duration gives an earlier one. */
    public Moment plus(Duration time) {
        return new Moment(nanos + time.toNanos(), epochMillis + time.toMillis());
    }

    /** Nanoseconds from the other moment to this one; negative when this one is earlier. */
    public long nanosSince(Moment earlier) {
        return nanos - earlier.nanos;
    }
}
