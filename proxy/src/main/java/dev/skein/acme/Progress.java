package dev.skein.acme;

import java.util.List;

/**
 * How far an order has come.
 *
 * @param asks what is open, whether or not the authority was told to look
 * @param untold those of them that it waits to be told of
 * @param trouble why it came to nothing; empty unless it did
 */
record Progress(State state, List<Ask> asks, List<Ask> untold, String trouble) {
    /** RFC 8555 §7.1.6. */
    enum State {
        PENDING,
        READY,
        PROCESSING,
        VALID,
        INVALID
    }
}
