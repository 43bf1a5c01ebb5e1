package dev.skein.health;

/** One event of each kind. */
final class Events {
    static final HealthEvent PASSED = new HealthEvent.ProbePassed();
    static final HealthEvent FAILED = new HealthEvent.ProbeFailed("connection refused");
    static final HealthEvent LEAVE = new HealthEvent.ProbeLeaving("status 404");
    static final HealthEvent LIVE = new HealthEvent.LiveFailures(5, "502 from server");
    static final HealthEvent OVER = new HealthEvent.EjectionOver();
    static final HealthEvent PAUSE = new HealthEvent.Paused("maintenance");
    static final HealthEvent RESUME = new HealthEvent.Resumed();

    private Events() {}
}
