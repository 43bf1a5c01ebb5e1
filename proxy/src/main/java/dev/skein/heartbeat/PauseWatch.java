package dev.skein.heartbeat;

import dev.skein.lease.Timing;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Notices that this process or machine stood still: a timer that comes far too late, or a clock that counts pauses
 * (CLOCK_BOOTTIME) that has gone further than the one that doesn't. Of the heartbeat's thread.
 */
final class PauseWatch {
    private final LongSupplier bootTime;
    private long tolerance;
    private long expected = Long.MAX_VALUE;
    private long lastNow;
    private long lastBoot;
    private boolean begun;

    /**
     * @param bootTime nanoseconds of a clock that goes on while the machine is suspended; the monotonic clock itself where
     *     there is none
     * @param timing by which leases last
     */
    PauseWatch(LongSupplier bootTime, Timing timing) {
        this.bootTime = bootTime;
        timing(timing);
    }

    /** What stands still for longer than half of a lease may have slept through its end. */
    final void timing(Timing timing) {
        tolerance = Timing.usable(timing.promise()) / 2;
    }

    /** The loop will be back by then, if nothing holds it up. */
    void sleepUntil(long time) {
        expected = time;
    }

    /** What gives a pause away since the last call, or null. */
    @Nullable
    String noticed(long now) {
        long boot = bootTime.getAsLong();
        long late = begun ? now - Math.min(expected, now) : 0;
        long apart = begun ? boot - lastBoot - (now - lastNow) : 0;
        begun = true;
        expected = Long.MAX_VALUE;
        lastNow = now;
        lastBoot = boot;
        if (apart > tolerance) {
            return "the machine stood still for %d ms".formatted(apart / 1_000_000);
        }
        return late > tolerance ? "a timer came %d ms late".formatted(late / 1_000_000) : null;
    }
}
