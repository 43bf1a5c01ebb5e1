package dev.skein.snapshot;

import dev.skein.model.Failure;
import java.util.BitSet;

/**
 * When another server is tried.
 *
 * @param attempts servers tried in all; 1 for no retry
 * @param connectFailure after a connection could not be made
 * @param reusedConnection after a connection used before died without a byte of the response
 * @param newConnection the same of a new one
 * @param timeout after no response head came in time
 * @param statuses answers that another server may better
 * @param bodyBytes of a request body kept to be sent again
 */
public record RetryPolicy(
        int attempts,
        boolean connectFailure,
        boolean reusedConnection,
        boolean newConnection,
        boolean timeout,
        BitSet statuses,
        int bodyBytes) {

    /**
     * Whether the kind of failure allows another attempt; whether the request does is for the exchange to say.
     *
     * @param reused whether the connection had served another exchange before
     */
    public boolean allows(Failure failure, boolean reused) {
        return switch (failure.retry()) {
            case NOTHING_SENT -> connectFailure;
            case IF_SAFE -> reused ? reusedConnection : newConnection;
            case IF_CONFIGURED -> failure == Failure.SERVER_STATUS || timeout;
            case NEVER -> false;
        };
    }
}
