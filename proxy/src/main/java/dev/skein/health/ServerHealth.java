package dev.skein.health;

import dev.skein.model.Health;

/**
 * What is known about one server. Immutable; the control thread keeps one per server key and replaces it with what
 * {@link HealthRule} answers.
 *
 * @param probed what active checks found; never {@link Health#EJECTED}
 * @param streak probes in a row that speak against {@code probed}: failed ones while UP, FALLING or LEAVING, passed ones
 *     while RISING
 * @param paused whether an operator stopped probing: events other than {@link HealthEvent.Resumed} then change nothing
 * @param ejection what live traffic found
 * @param ramp whether and since when the server's share of traffic grows
 * @param since when {@link #health()} became what it is
 * @param reason why it did
 */
public record ServerHealth(
        Health probed, int streak, boolean paused, Ejection ejection, Ramp ramp, Moment since, String reason) {

    /** Slow start: which servers ramp up, and since when. */
    public sealed interface Ramp {
        /** Takes its full share, or is out of rotation after having done so. */
        record None() implements Ramp {}

        /** Known since before the node served: the first probe that passes gives it its full share at once. */
        record AtStart() implements Ramp {}

        /** Entered the rotation then. */
        record Since(long nanos) implements Ramp {}
    }

    static final Ramp NO_RAMP = new Ramp.None();

    /**
     * A server nothing is known about.
     *
     * @param atStart whether the node itself is only starting: then the server will not have to start slowly, because all
     *     are new and somebody must take the traffic
     */
    public static ServerHealth initial(HealthPolicy policy, boolean atStart, Moment now) {
        Health health = !policy.active()
                ? Health.UP
                : switch (policy.initial()) {
                    case UP -> Health.UP;
                    case DOWN -> Health.DOWN;
                    case CHECKING -> Health.UNKNOWN;
                };
        Ramp ramp = atStart ? new Ramp.AtStart() : health.serving() ? new Ramp.Since(now.nanos()) : NO_RAMP;
        return new ServerHealth(health, 0, false, Ejection.NONE, ramp, now, "not yet probed");
    }

    /** Both axes as one: ejected where probes alone would let it serve. */
    public Health health() {
        return ejection.active() && probed.serving() ? Health.EJECTED : probed;
    }

    /** When slow start began, for {@link SlowStart}; {@link SlowStart#NEVER} where there is none. */
    public long slowStartSince() {
        return ramp instanceof Ramp.Since(long nanos) ? nanos : SlowStart.NEVER;
    }
}
