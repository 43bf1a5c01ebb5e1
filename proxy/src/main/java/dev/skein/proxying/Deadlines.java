package dev.skein.proxying;

import dev.skein.model.Failure;
import dev.skein.model.Phase;
import dev.skein.transport.Timed;

/** The time-outs of an exchange after its head: of the phase it is in, and in all. Nanoseconds; 0 is none. */
final class Deadlines extends Timed {
    private static final long NONE = Long.MAX_VALUE;

    private final Exchange x;
    private long total = NONE;
    private long phase = NONE;

    Deadlines(Exchange exchange) {
        this.x = exchange;
    }

    /** The longest time for all of it, from the request's first byte. */
    void total(long nanos) {
        total = nanos == 0 ? NONE : x.startNanos + nanos;
    }

    /** The longest time for what comes next; replaces what was said before. */
    void phase(long nanos) {
        phase = nanos == 0 ? NONE : x.loop.now() + nanos;
        arm();
    }

    /** The same, where the time is at hand. */
    void phase(long nanos, long now) {
        phase = nanos == 0 ? NONE : now + nanos;
        arm();
    }

    private void arm() {
        long first = Math.min(total, phase);
        if (first == NONE) {
            x.loop.wheel().disarm(this);
        } else {
            x.loop.wheel().arm(this, first);
        }
    }

    void clear() {
        total = NONE;
        phase = NONE;
        x.loop.wheel().disarm(this);
    }

    @Override
    protected void onDeadline(long now) {
        if (total - now <= 0) {
            x.response.timeout(x.phase == Phase.TUNNEL ? Failure.NONE : Failure.TOTAL_TIMEOUT);
            return;
        }
        switch (x.phase) {
            case QUEUE -> x.response.answer(Failure.QUEUE_TIMEOUT, "no place at a server in time");
            case HEADERS -> x.response.noAnswer();
            case TUNNEL -> x.response.timeout(Failure.NONE);
            default -> x.response.timeout(Failure.SERVER_TIMEOUT);
        }
    }
}
