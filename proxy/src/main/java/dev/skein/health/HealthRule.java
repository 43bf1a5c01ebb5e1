package dev.skein.health;

import dev.skein.health.ServerHealth.Ramp;
import dev.skein.model.Health;

/**
 * The state machine of a server's health; the table is in the package's description. Pure: the same state, event and
 * moment give the same answer.
 *
 * @param policy rise, fall and whether there are active checks
 * @param outliers how long an ejection lasts
 */
public record HealthRule(HealthPolicy policy, OutlierPolicy outliers) {

    /** What probes found next, and why. */
    private record Step(Health probed, int streak, String reason) {}

    /** Folds one event into a server's state. */
    public Observed observe(ServerHealth state, HealthEvent event, Moment now) {
        if (state.paused() && !(event instanceof HealthEvent.Resumed)) {
            return new Observed(state, null);
        }
        return switch (event) {
            case HealthEvent.ProbePassed() -> probed(state, passed(state), now);
            case HealthEvent.ProbeFailed(String reason) -> probed(state, failed(state, reason), now);
            case HealthEvent.ProbeLeaving(String reason) -> probed(state, leaving(state, reason), now);
            case HealthEvent.LiveFailures(int count, String reason) -> liveFailures(state, count, reason, now);
            case HealthEvent.EjectionOver() ->
                now.nanosSince(state.ejection().until()) < 0
                        ? new Observed(state, null)
                        : ejectionOver(state, "time of ejection is over", now);
            case HealthEvent.EjectionReset() -> ejectionOver(state, "ejection was reset", now);
            case HealthEvent.Paused(String reason) -> paused(state, reason, now);
            case HealthEvent.Resumed() -> resumed(state, now);
        };
    }

    private Step passed(ServerHealth state) {
        return switch (state.probed()) {
            case UNKNOWN -> new Step(Health.UP, 0, "first probe passed");
            case UP, FALLING, EJECTED -> new Step(Health.UP, 0, "probe passed");
            case LEAVING -> new Step(Health.UP, 0, "takes new sessions again");
            case DOWN, RISING -> {
                int passes = (state.probed() == Health.RISING ? state.streak() : 0) + 1;
                yield passes >= policy.rise()
                        ? new Step(Health.UP, 0, probes(passes) + " passed")
                        : new Step(Health.RISING, passes, passes + " of " + probes(policy.rise()) + " passed");
            }
        };
    }

    private Step failed(ServerHealth state, String reason) {
        return switch (state.probed()) {
            case UNKNOWN -> new Step(Health.DOWN, 0, "first probe failed: " + reason);
            case DOWN -> new Step(Health.DOWN, 0, state.reason());
            case RISING -> new Step(Health.DOWN, 0, "probe failed: " + reason);
            case UP, FALLING, LEAVING, EJECTED -> {
                int fails = state.streak() + 1;
                if (fails >= policy.fall()) {
                    yield new Step(Health.DOWN, 0, probes(fails) + " failed: " + reason);
                }
                // A server that asked to leave must not get new sessions only because it now fails as well.
                yield state.probed() == Health.LEAVING
                        ? new Step(Health.LEAVING, fails, state.reason())
                        : new Step(
                                Health.FALLING, fails, fails + " of " + probes(policy.fall()) + " failed: " + reason);
            }
        };
    }

    private static Step leaving(ServerHealth state, String reason) {
        return switch (state.probed()) {
            case UNKNOWN, UP, FALLING, LEAVING, EJECTED -> new Step(Health.LEAVING, 0, "asks to leave: " + reason);
            // Who is out and does not want in has no bound sessions worth keeping.
            case DOWN, RISING -> new Step(Health.DOWN, 0, "asks to leave: " + reason);
        };
    }

    private static Observed probed(ServerHealth state, Step step, Moment now) {
        // Down ends an ejection: from there only probes lead back.
        Ejection ejection =
                step.probed().serving() ? state.ejection() : state.ejection().ended(now);
        return change(state, step, false, ejection, now);
    }

    private Observed liveFailures(ServerHealth state, int count, String reason, Moment now) {
        if (!outliers.enabled() || !state.health().serving()) {
            return new Observed(state, null);
        }
        String text = count + " consecutive failures in traffic: " + reason;
        Step step = new Step(state.probed(), state.streak(), text);
        return change(state, step, false, state.ejection().next(outliers, now), now);
    }

    private static Observed ejectionOver(ServerHealth state, String why, Moment now) {
        if (!state.ejection().active()) {
            return new Observed(state, null);
        }
        Step step = new Step(state.probed(), state.streak(), why);
        return change(state, step, false, state.ejection().ended(now), now);
    }

    private static Observed paused(ServerHealth state, String reason, Moment now) {
        Step step = new Step(Health.UNKNOWN, 0, "probing paused: " + reason);
        return change(state, step, true, state.ejection().ended(now), now);
    }

    private Observed resumed(ServerHealth state, Moment now) {
        if (!state.paused()) {
            return new Observed(state, null);
        }
        Step step = policy.active()
                ? new Step(Health.UNKNOWN, 0, "probing resumed")
                : new Step(Health.UP, 0, "back from maintenance");
        return change(state, step, false, state.ejection(), now);
    }

    private static Observed change(ServerHealth state, Step step, boolean paused, Ejection ejection, Moment now) {
        Health from = state.health();
        Health to = ejection.active() && step.probed().serving() ? Health.EJECTED : step.probed();
        // A step within the same health (2 of 3 probes failed) has its own words, but "since" stays.
        boolean keepReason =
                from == to && paused == state.paused() && (to == Health.EJECTED || step.streak() == state.streak());
        ServerHealth next = new ServerHealth(
                step.probed(),
                step.streak(),
                paused,
                ejection,
                ramp(state, to, paused, now),
                from == to ? state.since() : now,
                keepReason ? state.reason() : step.reason());
        Transition transition = from == to ? null : new Transition(from, to, step.reason());
        return new Observed(next.equals(state) ? state : next, transition);
    }

    static Ramp ramp(ServerHealth state, Health to, boolean paused, Moment now) {
        if (to == Health.DOWN || to == Health.EJECTED || paused) {
            return ServerHealth.NO_RAMP;
        }
        if (to.serving() && !state.health().serving()) {
            return state.ramp() instanceof Ramp.AtStart ? ServerHealth.NO_RAMP : new Ramp.Since(now.nanos());
        }
        return state.ramp();
    }

    private static String probes(int count) {
        return count == 1 ? "1 probe" : count + " probes";
    }
}
