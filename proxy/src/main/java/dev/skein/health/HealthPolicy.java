package dev.skein.health;

import dev.skein.model.Health;
import java.time.Duration;

/**
 * How active checks of one pool lead to a state, and how often they are sent.
 *
 * @param active whether there are active checks at all; without them a server is up until traffic ejects it
 * @param rise probes that must pass in a row before a server that was down serves again; &gt; 0
 * @param fall probes that must fail in a row before a serving server is down; &gt; 0
 * @param initial what a server is before its first probe
 * @param pace when probes are sent
 */
public record HealthPolicy(boolean active, int rise, int fall, Initial initial, Pace pace) {

    /** HAProxy's rise and fall; the first probe decides. */
    public static final HealthPolicy DEFAULT = new HealthPolicy(true, 2, 3, Initial.CHECKING, Pace.DEFAULT);

    /** No active checks. */
    public static final HealthPolicy PASSIVE_ONLY = new HealthPolicy(false, 2, 3, Initial.UP, Pace.DEFAULT);

    /** What a server is before its first probe. */
    public enum Initial {
        /** Serves at once; {@code fall} failed probes take it out. */
        UP,
        /** Does not serve until {@code rise} probes passed. */
        DOWN,
        /** Does not serve until the first probe, which alone decides. */
        CHECKING
    }

    /**
     * When probes are sent.
     *
     * @param interval between probes of a server whose state is settled; &gt; 0
     * @param fast between probes while FALLING, RISING or UNKNOWN: a doubt should be short; &gt; 0
     * @param down between probes of a server that is DOWN; &gt; 0
     * @param jitter share of an interval by which each delay varies both ways, so that checks of many servers and nodes
     *     don't beat in time; 0 to 1
     * @param timeout for one whole probe, from connecting to the last byte needed; &gt; 0
     */
    public record Pace(Duration interval, Duration fast, Duration down, double jitter, Duration timeout) {
        public static final Pace DEFAULT = new Pace(
                Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(2), 0.1, Duration.ofSeconds(1));

        public Pace {
            positive("interval", interval);
            positive("fast", fast);
            positive("down", down);
            positive("timeout", timeout);
            if (!(jitter >= 0 && jitter <= 1)) {
                throw new IllegalArgumentException("jitter: " + jitter + " (expected: 0 to 1)");
            }
        }

        /**
         * Nanoseconds to wait before the next probe.
         *
         * @param health what probes found so far
         * @param random 0 (inclusive) to 1 (exclusive)
         */
        public long delayNanos(Health health, double random) {
            Duration base = switch (health) {
                case UP, LEAVING, EJECTED -> interval;
                case UNKNOWN, FALLING, RISING -> fast;
                case DOWN -> down;
            };
            return Math.max(1, Math.round(base.toNanos() * (1 + jitter * (2 * random - 1))));
        }
    }

    public HealthPolicy {
        if (rise < 1) {
            throw new IllegalArgumentException("rise: " + rise + " (expected: > 0)");
        }
        if (fall < 1) {
            throw new IllegalArgumentException("fall: " + fall + " (expected: > 0)");
        }
    }

    static void positive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
        }
    }
}
