package dev.skein.config;

import java.util.List;

/**
 * When another server is tried.
 *
 * @param attempts servers tried in all; 1: no retry
 * @param onStatus statuses of a server's answer that another server may better; the method must be idempotent
 * @param budgetRatio retries as a share of requests, 0 to 1
 * @param budgetMinPerSecond retries that are allowed whatever the ratio
 * @param bodyBuffer bytes of a request body that are kept to be sent again; a longer one is not retried
 */
public record RetrySettings(
        int attempts,
        List<On> on,
        List<StatusRange> onStatus,
        double budgetRatio,
        int budgetMinPerSecond,
        long bodyBuffer) {

    /** A reason to try another server. */
    public enum On {
        /** No connection, so nothing was sent: safe for every method. */
        CONNECT_FAILURE,
        /** A connection used before died without a byte of the response; idempotent methods only. */
        REUSED_CONNECTION,
        /** A new connection died without a byte of the response; idempotent methods only. */
        SERVER_CLOSED,
        /** No response head in time; idempotent methods only. */
        RESPONSE_TIMEOUT
    }
}
