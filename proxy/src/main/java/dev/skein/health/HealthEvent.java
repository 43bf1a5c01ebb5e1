package dev.skein.health;

/** What happens to a server's health. Reasons are short English phrases for the journal and the page. */
public sealed interface HealthEvent {

    /** A probe got the answer it expects. */
    record ProbePassed() implements HealthEvent {}

    /** A probe did not: {@code connection refused}, {@code status 503 (expected: 200-399)}. */
    record ProbeFailed(String reason) implements HealthEvent {}

    /** The server answered that it wants no new sessions: {@code status 404}. */
    record ProbeLeaving(String reason) implements HealthEvent {}

    /**
     * A run of failures in live traffic crossed the threshold ({@link OutlierCounter}), and the pool can spare the server
     * ({@link EjectionRule}).
     *
     * @param count consecutive failures
     * @param reason the last of them
     */
    record LiveFailures(int count, String reason) implements HealthEvent {}

    /** The time of an ejection may be over; the rule itself looks at the clock. */
    record EjectionOver() implements HealthEvent {}

    /** An operator ends an ejection before its time. */
    record EjectionReset() implements HealthEvent {}

    /** An operator took the server into maintenance: probing stops and what was found is no longer known. */
    record Paused(String reason) implements HealthEvent {}

    /** Maintenance is over: the next probe decides. */
    record Resumed() implements HealthEvent {}
}
