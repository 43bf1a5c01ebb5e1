package dev.skein.admin;

import dev.skein.model.Ticker;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the admin listener, by what it is waited for. One answer at a time waits for it to be taken: the next
 * request is not begun before. Confined to the admin loop.
 */
final class Client {
    /** Between two requests, where the bound for a head is shorter. */
    private static final long REST = TimeUnit.SECONDS.toNanos(75);

    private enum Doing {
        /** The head of its first request. */
        BEGIN,
        BODY,
        /** It waits for us. */
        WAIT,
        /** Our answer. */
        TAKE,
        /** The head of another request, if there is one. */
        REST
    }

    private final Ticker ticker;
    private Doing doing = Doing.BEGIN;
    private long since;
    /** When it came, or had its last answer. */
    private long served;

    private @Nullable Runnable next;

    Client(Ticker ticker) {
        this.ticker = ticker;
        this.since = ticker.nanos();
        this.served = since;
    }

    /** The head of a request is there; it is begun now, or once the former answer was taken. */
    void asks(Runnable request) {
        if (doing == Doing.TAKE) {
            next = request;
        } else {
            become(Doing.BODY);
            request.run();
        }
    }

    /** All of the request is there. */
    void asked() {
        become(Doing.WAIT);
    }

    /** An answer is written. */
    void answered() {
        become(Doing.TAKE);
    }

    /** All of the answer has left. */
    void took() {
        Runnable request = next;
        next = null;
        become(Doing.REST);
        served = since;
        if (request != null) {
            asks(request);
        }
    }

    private void become(Doing what) {
        doing = what;
        since = ticker.nanos();
    }

    /** Whether all of a request is still to come: whoever has to come again has lost time, and nothing else. */
    boolean awaited() {
        return doing == Doing.BEGIN || doing == Doing.BODY || doing == Doing.REST;
    }

    /** For how long there was no answer for it. */
    long unserved() {
        return ticker.nanos() - served;
    }

    private long nanos() {
        return ticker.nanos() - since;
    }

    /** @param timeout for a head, a body, and to take an answer; nanoseconds */
    boolean overdue(long timeout) {
        long most = switch (doing) {
            case BEGIN, BODY, TAKE -> timeout;
            case REST -> Math.max(timeout, REST);
            case WAIT -> Long.MAX_VALUE;
        };
        return nanos() > most;
    }
}
