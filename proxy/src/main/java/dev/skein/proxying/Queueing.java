package dev.skein.proxying;

import dev.skein.model.Failure;
import dev.skein.model.Phase;
import dev.skein.snapshot.WaitingLine;
import org.jspecify.annotations.Nullable;

/** An exchange's place in its pool's line, while all servers that it could go to are full. */
final class Queueing {
    private final Exchange x;
    private @Nullable Entry entry;
    private long number;
    private long since;

    Queueing(Exchange exchange) {
        this.x = exchange;
    }

    void begin() {
        entry = null;
        number = WaitingLine.FULL;
    }

    /** Stands in line, or is told that it is full. Who was called in vain waits on with the time it had left. */
    void join() {
        WaitingLine line = x.pool().waiting();
        Entry mine = new Entry();
        if (number == WaitingLine.FULL) {
            number = line.join(mine, x.pool().policy().queueSize());
            since = x.loop.now();
        } else {
            line.rejoin(mine, number);
            passOn(line);
        }
        if (number == WaitingLine.FULL) {
            x.response.answer(Failure.QUEUE_FULL, "queue full");
            return;
        }
        entry = mine;
        x.phase = Phase.QUEUE;
        x.deadlines.phase(x.route().policy().queueNanosOver(x.pool()), since);
        // A place that another loop gave back between our look and our joining would wake nobody.
        if (x.pool().view().candidates().select(x.head, x.pick) >= 0) {
            line.wakeOne();
        }
    }

    /** A free place that is nothing for this one, who waits for a certain server, may be something for the next. */
    private void passOn(WaitingLine line) {
        if (x.pick.bound() || x.pick.triedCount() > 0) {
            line.wakeAfter(number);
        }
    }

    /** One time in the line. A call that comes too late for it must not be taken for a call of the next exchange's. */
    private final class Entry implements WaitingLine.Waiter {
        /** A place may be free; called from any thread. */
        @Override
        public void wake() {
            x.loop.eventLoop().execute(() -> called(this));
        }
    }

    @SuppressWarnings("ReferenceEquality") // this entry and no other
    private void called(Entry one) {
        if (entry == one) {
            entry = null;
            x.attempts.next();
            x.attempts.flush();
        }
    }

    /** A server was found. */
    void over() {
        if (x.phase == Phase.QUEUE) {
            long now = x.loop.now();
            x.outcome.queueNanos = now - since;
            x.tracks.queued(now);
            x.deadlines.phase(0);
        }
    }

    void leave() {
        if (entry != null) {
            entry = null;
            if (!x.pool().waiting().leave(number)) {
                // Called just now: the place is for the next one.
                x.pool().waiting().wakeOne();
            }
        }
    }
}
