package dev.skein.proxying;

import dev.skein.model.Failure;
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

    /** Whether an answer with this status is worth another server. */
    boolean betterElsewhere(int status) {
        RetryPolicy policy = x.route().policy().retryOver(x.pool());
        return policy.statuses().get(status)
                && x.pool().view().servers().size() > x.outcome.attempts
                && mayRetry(Failure.SERVER_STATUS, false);
    }

    /** Counts a failure against the server, unless it was a race: a kept-alive connection that the server closed just then. */
    void blame(Server server, Failure failure, boolean reused) {
        boolean race = failure == Failure.SERVER_CLOSED && reused;
        if (failure.serverFault() && !race && server.outliers().failure()) {
            x.services.suspicions().suspect(server.key(), failure);
        }
    }

    /** The response went through whole. */
    void answered(Server server, int status) {
        if (!x.pool().policy().faults().get(status)) {
            server.outliers().success();
        } else if (server.outliers().failure()) {
            x.services.suspicions().suspect(server.key(), Failure.SERVER_STATUS);
        }
    }
}
