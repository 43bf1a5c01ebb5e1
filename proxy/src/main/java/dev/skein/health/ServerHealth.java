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

    /**
     * What is in force, after another finding took its place: since when and slow start follow from what was before.
     *
     * @param found whose streak and ejection it has
     * @param next what it is now
     */
    ServerHealth became(ServerHealth found, Health next, String why, Moment now) {
        Health from = health();
        boolean ejected = next == Health.EJECTED;
        boolean same = from == next && paused == found.paused;
        return new ServerHealth(
                ejected ? found.probed : next,
                next == found.probed ? found.streak : 0,
                found.paused,
                ejected ? found.ejection : found.ejection.ended(now),
                HealthRule.ramp(this, next, found.paused, now),
                same ? since : now,
                same && next != Health.FALLING && next != Health.RISING ? reason : why);
    }

    /** What others hold of a server that this node does not check, or only begins to: counting starts from there. */
    public ServerHealth inherited(Health from, Moment now) {
        Health known = switch (from) {
            case UNKNOWN -> Health.UNKNOWN;
            case UP, FALLING, EJECTED -> Health.UP;
            case LEAVING -> Health.LEAVING;
            case DOWN, RISING -> Health.DOWN;
        };
        if (paused || probed == known && streak == 0) {
            return this;
        }
        Ejection kept = known.serving() || known == Health.UNKNOWN ? ejection : ejection.ended(now);
        return new ServerHealth(known, 0, false, kept, ramp, now, ejection.active() ? reason : "as others found");
    }
}
