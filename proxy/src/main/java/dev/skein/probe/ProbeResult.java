package dev.skein.probe;

import dev.skein.health.HealthEvent;
import dev.skein.health.Moment;

/**
 * What one check found.
 *
 * @param reason {@code passed}, or in words why not
 * @param latencyNanos from connecting to the answer that decided
 * @param status of HTTP checks; 0 when there was no answer
 * @param body its first bytes as text, at most {@value #BODY_SHOWN}; for the page
 * @param at when the check ended
 */
public record ProbeResult(Verdict verdict, String reason, long latencyNanos, int status, String body, Moment at) {
    /** Bytes of a body that are kept. */
    public static final int BODY_SHOWN = 512;

    /** The answer in a word. */
    public enum Verdict {
        PASSED,
        FAILED,
        /** The server is well and asks for no new sessions. */
        LEAVING,
        /** This node could not even ask, for want of descriptors or ports: says nothing about the server. */
        NOT_MADE
    }

    /**
     * The same for the rules of health.
     *
     * @throws IllegalStateException if the check was not made
     */
    public HealthEvent event() {
        return switch (verdict) {
            case PASSED -> new HealthEvent.ProbePassed();
            case FAILED -> new HealthEvent.ProbeFailed(reason);
            case LEAVING -> new HealthEvent.ProbeLeaving(reason);
            case NOT_MADE -> throw new IllegalStateException("not made: " + reason);
        };
    }
}
