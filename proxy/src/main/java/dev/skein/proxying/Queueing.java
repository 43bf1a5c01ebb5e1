package dev.skein.proxying;

import dev.skein.model.Failure;
import dev.skein.model.Phase;
import dev.skein.snapshot.WaitingLine;

/** An exchange's place in its pool's line, while all servers that it could go to are full. */
final class Queueing implements WaitingLine.Waiter {
    private final Exchange x;
    private boolean queued;
    private long since;

    Queueing(Exchange exchange) {
        this.x = exchange;
    }

    void begin() {
        queued = false;
        since = 0;
    }

    /** Stands in line, or is told that it is full. Who was called in vain waits on with the time it had left. */
    void join() {
        if (!x.pool().waiting().join(this, x.pool().policy().queueSize())) {
            x.response.answer(Failure.QUEUE_FULL, "queue full");
            return;
        }
        queued = true;
        x.phase = Phase.QUEUE;
        since = since == 0 ? x.loop.now() : since;
        x.deadlines.phase(x.route().policy().queueNanosOver(x.pool()), since);
        // A place that another loop gave back between our look and our joining would wake nobody.
        if (x.pool().view().candidates().select(x.head, x.pick) >= 0) {
            x.pool().waiting().wakeOne();
        }
    }

    /** A place may be free; called from any thread. */
    @Override
    public void wake() {
        x.loop.eventLoop().execute(() -> {
            if (queued) {
                queued = false;
                x.attempts.next();
                x.attempts.flush();
            }
        });
    }

    /** A server was found. */
    void over() {
        if (x.phase == Phase.QUEUE) {
            x.outcome.queueNanos = x.loop.now() - since;
            x.deadlines.phase(0);
        }
    }

    void leave() {
        if (queued) {
            queued = false;
            if (!x.pool().waiting().leave(this)) {
                // Called just now: the place is for the next one.
                x.pool().waiting().wakeOne();
            }
        }
    }
}
