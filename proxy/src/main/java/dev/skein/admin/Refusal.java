package dev.skein.admin;

import org.jspecify.annotations.Nullable;

/** A request that is not done, with the status and the sentence that say why (RFC 9457). */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final long retryAfterSeconds;

    private Refusal(int status, @Nullable String detail, long retryAfterSeconds) {
        // No stack trace: it is an answer, not a fault.
        super(detail, null, false, false);
        this.status = status;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    static Refusal of(int status, String detail) {
        return new Refusal(status, detail, 0);
    }

    static Refusal retryAfter(int status, long seconds, String detail) {
        return new Refusal(status, detail, Math.max(1, seconds));
    }

    int status() {
        return status;
    }

    /** Seconds, or 0 where waiting doesn't help. */
    long retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
