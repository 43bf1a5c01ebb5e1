package dev.skein.upstream;

/** How long and how often a connection was used. Confined to its loop. */
final class Wear {
    /** Where it leads, see {@link Upstream#place()}. */
    final int place;

    private long requests;
    private boolean rested;
    private long createdNanos;
    private long idleSince;

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

    /** Idle for so long that the server may be about to close it. */
    boolean stale(long now, UpstreamPolicy policy) {
        return policy.idleNanos() > 0 && now - idleSince > policy.idleNanos();
    }

    /** Used so often, or so old, that it is not to be used again. */
    boolean spent(long now, UpstreamPolicy policy) {
        return policy.maxRequests() > 0 && requests >= policy.maxRequests()
                || policy.maxAgeNanos() > 0 && now - createdNanos > policy.maxAgeNanos();
    }
}
