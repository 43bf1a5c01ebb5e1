package dev.skein.proxying;

import dev.skein.model.Failure;

/** Where the words behind a failure go that the client is not told: a bounded record, not a log line per request. */
public interface Complaints {
    /** Nobody listens. */
    Complaints NONE = (failure, reason) -> {};

    /** Called on event loops; never blocks. */
    void complain(Failure failure, String reason);
}
