package dev.skein.upstream;

/** How long and how often a connection was used. Confined to its loop. */
final class Wear {
    private long requests;
    private long createdNanos;
    private long idleSince;

    void created(long now) {
        createdNanos = now;
    }

    void used() {
        requests++;
    }

    void idle(long now) {
        idleSince = now;
    }

    boolean reused() {
        return requests > 1;
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
