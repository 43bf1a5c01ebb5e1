package dev.skein.upstream;

import java.util.concurrent.TimeUnit;

/** How long and how often a connection was used. Confined to its loop. */
final class Wear {
    /** Before the time that a server says: requests are on their way for a while. At the most half of it. */
    private static final long MARGIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Where it leads, see {@link Upstream#place()}. */
    final int place;

    private long requests;
    private boolean rested;
    private long createdNanos;
    private long idleSince;
    private int promisedSeconds = -1;

    Wear(int place) {
        this.place = place;
    }

    void created(long now) {
        createdNanos = now;
        idleSince = now;
    }

    void used() {
        requests++;
    }

    void idle(long now) {
        idleSince = now;
        rested = true;
    }

    /** Whether the server may have closed it before it read the request: not where it was made for that one. */
    boolean reused() {
        return requests > 1 || rested;
    }

    /** The server closes it after so many seconds without a request; below 0: it does not say. */
    void promised(int seconds) {
        promisedSeconds = seconds;
    }

    /** Idle for so long that the server may be about to close it: then a request on its way would meet that (RFC 9112 §9.5). */
    boolean stale(long now, UpstreamPolicy policy) {
        long idle = now - idleSince;
        long promised = TimeUnit.SECONDS.toNanos(promisedSeconds);
        return policy.idleNanos() > 0 && idle > policy.idleNanos()
                || promisedSeconds >= 0 && idle >= promised - Math.min(MARGIN_NANOS, promised / 2);
    }

    /** Used so often, or so old, that it is not to be used again. */
    boolean spent(long now, UpstreamPolicy policy) {
        return policy.maxRequests() > 0 && requests >= policy.maxRequests()
                || policy.maxAgeNanos() > 0 && now - createdNanos > policy.maxAgeNanos();
    }
}
