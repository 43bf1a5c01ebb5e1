package dev.skein.proxying;

import dev.skein.model.Failure;
import dev.skein.model.Phase;
import dev.skein.snapshot.PoolView;
import dev.skein.snapshot.RetryPolicy;
import dev.skein.snapshot.Server;

/** What an attempt's end says: of the server, and of whether another attempt may follow. */
final class Verdicts {
    private final Exchange x;

    Verdicts(Exchange exchange) {
        this.x = exchange;
    }

    /**
     * Whether another server may be tried: the policy names the failure, an attempt is left, nothing would be done twice
     * that must not be (RFC 9110 §9.2.2), and the budget has one. Takes it from the budget.
     */
    boolean mayRetry(Failure failure, boolean reused) {
        RetryPolicy policy = x.route().policy().retryOver(x.pool());
        boolean nothingSent = failure.retry() == Failure.Retry.NOTHING_SENT;
        return policy.allows(failure, reused)
                && x.outcome.attempts < policy.attempts()
                && (nothingSent || x.request.repeatable())
                && x.pool().retryBudget().tryRetry(x.loop.now());
    }

    /** Whether an answer with this status is worth another server, and there is one that would take the request now. */
    boolean betterElsewhere(int status) {
        RetryPolicy policy = x.route().policy().retryOver(x.pool());
        return policy.statuses().get(status) && another() && mayRetry(Failure.SERVER_STATUS, false);
    }

    private boolean another() {
        PoolView view = x.pool().view();
        return x.pick.another(view.candidates(), view.indexOf(x.attempts.at().key()));
    }

    /** Counts a failure against the server, unless it was a race: a kept-alive connection that the server closed just then. */
    void blame(Server server, Failure failure, boolean reused) {
        x.tracks.failed(server, failure);
        boolean race = failure == Failure.SERVER_CLOSED && reused;
        if (!failure.serverFault() || race) {
            return;
        }
        x.services.blame(server, failure, x.loop);
    }

    /**
     * The exchange took too long. The server is to blame where it paused in its response and the client was waiting, or
     * where the whole time was up before it had connected or had begun to answer; not for a response that is long.
     */
    void timedOut(Failure failure) {
        boolean unanswered = x.phase == Phase.CONNECT || x.phase == Phase.HEADERS && x.request.ended();
        if (failure == Failure.SERVER_TIMEOUT || failure == Failure.TOTAL_TIMEOUT && unanswered) {
            blame(x.attempts.at(), Failure.SERVER_TIMEOUT, false);
        }
    }

    /** The response went through whole. */
    void answered(Server server, int status) {
        if (!x.pool().policy().faults().get(status)) {
            server.outliers().success();
            return;
        }
        x.services.blame(server, Failure.SERVER_STATUS, x.loop);
    }
}
