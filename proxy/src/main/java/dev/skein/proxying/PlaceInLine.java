package dev.skein.proxying;

import dev.skein.balance.PickContext;
import dev.skein.model.RequestView;
import dev.skein.snapshot.Pool;
import dev.skein.snapshot.WaitingLine;
import dev.skein.transport.Loop;
import org.jspecify.annotations.Nullable;

/** The place of somebody in a pool's line, while all servers that he could go to are full. Confined to one loop. */
final class PlaceInLine {
    private final Seeker seeker;
    private @Nullable Entry entry;
    private long number;
    private long since;

    /** Somebody who looks for a server. */
    interface Seeker {
        Loop loop();

        Pool pool();

        RequestView request();

        PickContext pick();

        /** A place may be free: to be tried again. */
        void called();

        /** The line has no room. */
        void turnedAway();

        /**
         * He waits, for the first time or on.
         *
         * @param since when that began
         */
        void waits(long since);
    }

    PlaceInLine(Seeker seeker) {
        this.seeker = seeker;
    }

    /** For a new search. */
    void begin() {
        entry = null;
        number = WaitingLine.FULL;
    }

    /** Stands in line, or is told that it is full. Who was called in vain waits on with the time it had left. */
    void join() {
        Pool pool = seeker.pool();
        WaitingLine line = pool.waiting();
        Entry mine = new Entry();
        if (number == WaitingLine.FULL) {
            number = line.join(mine, pool.policy().queueSize());
            since = seeker.loop().now();
        } else {
            line.rejoin(mine, number);
            passOn(line);
        }
        if (number == WaitingLine.FULL) {
            seeker.turnedAway();
            return;
        }
        entry = mine;
        seeker.waits(since);
        // A place that another loop gave back between our look and our joining would wake nobody.
        if (pool.view().candidates().select(seeker.request(), seeker.pick()) >= 0) {
            line.wakeOne();
        }
    }

    /** A free place that is nothing for this one, who waits for a certain server, may be something for the next. */
    private void passOn(WaitingLine line) {
        if (seeker.pick().bound() || seeker.pick().triedCount() > 0) {
            line.wakeAfter(number);
        }
    }

    /** One time in the line. A call that comes too late for it must not be taken for a call of the next search's. */
    private final class Entry implements WaitingLine.Waiter {
        /** A place may be free; called from any thread. */
        @Override
        public void wake() {
            seeker.loop().eventLoop().execute(() -> called(this));
        }
    }

    @SuppressWarnings("ReferenceEquality") // this entry and no other
    private void called(Entry one) {
        if (entry == one) {
            entry = null;
            seeker.called();
        }
    }

    /** When the wait began. */
    long since() {
        return since;
    }

    /** Waits no more. */
    void leave() {
        if (entry != null) {
            entry = null;
            WaitingLine line = seeker.pool().waiting();
            if (!line.leave(number)) {
                // Called just now: the place is for the next one.
                line.wakeOne();
            }
        }
    }
}
