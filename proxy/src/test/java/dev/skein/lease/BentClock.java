package dev.skein.lease;

/** A node's clock: runs up to 10 % fast or slow, from an origin of its own, and may stand still. */
public final class BentClock {
    private final double rate;
    private long origin;
    private long trueOrigin;
    private boolean stopped;

    public BentClock(double rate, long origin) {
        this.rate = rate;
        this.origin = origin;
    }

    /** The node's time at a true time. */
    public long at(long trueTime) {
        return stopped ? origin : origin + (long) ((trueTime - trueOrigin) * rate);
    }

    /** How much true time passes while the node's clock moves by {@code own} nanoseconds. */
    public long trueDuration(long own) {
        return (long) (own / rate);
    }

    public void stop(long trueTime) {
        origin = at(trueTime);
        stopped = true;
    }

    public void go(long trueTime) {
        trueOrigin = trueTime;
        stopped = false;
    }
}
