package dev.skein.cluster;

import dev.skein.model.Ticker;

/**
 * A hybrid logical clock (Kulkarni, Demirbas and others 2014): as the wall clock where it can be, but never behind what was
 * heard of, so that whoever answers to something is later than it, whatever the machines' clocks say. For one thread.
 */
public final class HybridClock {
    private final Ticker ticker;
    private final String self;
    private long millis;
    private int count;

    /** @param self id of the node that stamps */
    public HybridClock(Ticker ticker, String self) {
        this.ticker = ticker;
        this.self = self;
    }

    /** A stamp later than all that this clock gave or heard of. */
    public Stamp next() {
        long now = ticker.epochMillis();
        if (now > millis) {
            millis = now;
            count = 0;
        } else {
            count++;
        }
        return new Stamp(millis, count, self);
    }

    /**
     * Another node's stamp, or one of a former life.
     *
     * @return how far its clock was ahead of this machine's, milliseconds; 0 or less where it was not
     */
    public long heard(Stamp stamp) {
        if (stamp.millis() > millis || stamp.millis() == millis && stamp.count() > count) {
            millis = stamp.millis();
            count = stamp.count();
        }
        return stamp.millis() - ticker.epochMillis();
    }
}
