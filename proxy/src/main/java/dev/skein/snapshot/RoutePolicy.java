package dev.skein.snapshot;

import org.jspecify.annotations.Nullable;

/**
 * What holds for the exchanges of a route beside its action. Durations in nanoseconds; 0 is none, -1 what the pool says.
 *
 * @param totalNanos from the request's first byte to the response's last
 * @param tunnelNanos neither side of an upgraded connection sends
 * @param queueNanos longest wait for a place
 * @param responseNanos to the response's head
 * @param stallNanos longest pause within a response body
 * @param bodyBytes of a request body; 0 is none
 * @param retry null for the pool's
 * @param idempotent whether every request may be sent twice, whatever its method
 */
public record RoutePolicy(
        long totalNanos,
        long tunnelNanos,
        long queueNanos,
        long responseNanos,
        long stallNanos,
        long bodyBytes,
        @Nullable RetryPolicy retry,
        boolean idempotent) {

    /** No limits of its own. */
    public static final RoutePolicy NONE = new RoutePolicy(0, 0, -1, -1, -1, 0, null, false);

    public RetryPolicy retryOver(Pool pool) {
        return retry != null ? retry : pool.policy().retry();
    }

    public long queueNanosOver(Pool pool) {
        return queueNanos >= 0 ? queueNanos : pool.policy().queueNanos();
    }

    public long responseNanosOver(Pool pool) {
        return responseNanos >= 0 ? responseNanos : pool.policy().responseNanos();
    }

    public long stallNanosOver(Pool pool) {
        return stallNanos >= 0 ? stallNanos : pool.policy().stallNanos();
    }
}
