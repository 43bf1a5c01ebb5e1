package dev.skein.transport;

import org.jspecify.annotations.Nullable;

/**
 * Something with a deadline on a {@link TimerWheel}: a connection, an exchange. Intrusive, so that arming allocates
 * nothing; confined to its loop.
 */
public abstract class Timed {
    static final long NEVER = Long.MAX_VALUE;

    /** Nanoseconds of the loop's ticker, or {@link #NEVER}. */
    long deadline = NEVER;

    /** Wheel tick of the slot that this sits in; meaningless when not linked. */
    long slotTick;

    @Nullable
    Timed previous;

    @Nullable
    Timed next;

    boolean linked;

    /** The deadline has passed; it is disarmed already and may be armed again. */
    protected abstract void onDeadline(long now);
}
