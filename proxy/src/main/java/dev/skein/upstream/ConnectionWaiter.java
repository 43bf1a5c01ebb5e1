package dev.skein.upstream;

import dev.skein.model.Failure;

/** Who asked for a new connection. */
public interface ConnectionWaiter {
    void onConnected(ServerLeg leg);

    /**
     * The connection could not be made.
     *
     * @param failure {@link Failure#CONNECT_FAILED}, {@link Failure#CONNECT_TIMEOUT} or {@link Failure#EXHAUSTED}
     */
    void onConnectFailed(Failure failure, String reason);
}
