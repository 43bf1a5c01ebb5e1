package dev.skein.proxying;

import dev.skein.balance.PickContext;
import dev.skein.model.Failure;
import dev.skein.model.Phase;
import dev.skein.model.RequestView;
import dev.skein.snapshot.Pool;
import dev.skein.transport.Loop;

/** An exchange's place in its pool's line, while all servers that it could go to are full. */
final class Queueing implements PlaceInLine.Seeker {
    private final Exchange x;
    private final PlaceInLine place = new PlaceInLine(this);

    Queueing(Exchange exchange) {
        this.x = exchange;
    }

    void begin() {
        place.begin();
    }

    void join() {
        place.join();
    }

    @Override
    public Loop loop() {
        return x.loop;
    }

    @Override
    public Pool pool() {
        return x.pool();
    }

    @Override
    public RequestView request() {
        return x.head;
    }

    @Override
    public PickContext pick() {
        return x.pick;
    }

    @Override
    public void called() {
        x.attempts.next();
        x.attempts.flush();
    }

    @Override
    public void turnedAway() {
        x.response.answer(Failure.QUEUE_FULL, "queue full");
    }

    @Override
    public void waits(long since) {
        x.phase = Phase.QUEUE;
        x.deadlines.phase(x.route().policy().queueNanosOver(x.pool()), since);
    }

    /** A server was found. */
    void over() {
        if (x.phase == Phase.QUEUE) {
            long now = x.loop.now();
            x.outcome.queueNanos = now - place.since();
            x.tracks.queued(now);
            x.deadlines.phase(0);
        }
    }

    void leave() {
        place.leave();
    }
}
