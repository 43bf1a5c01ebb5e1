package dev.skein.roll;

import dev.skein.model.AdminState;
import dev.skein.roll.Roll.Kind;
import dev.skein.roll.Roll.State;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What comes next in a roll. Its state is the {@link Roll}; what this object keeps besides is only since when it has seen the
 * present phase, so that whoever drives on after another node's death waits a little longer, and no clock of another node
 * takes part. For one thread.
 */
final class RollMachine {
    /** For all nodes to have heard of something. */
    private static final long HEAR_MILLIS = 15_000;
    /** For word of who runs the commands to come round. */
    private static final long RUNNER_MILLIS = 5_000;
    /** For all nodes to have told how things are, now that it goes on. */
    private static final long FRESH_MILLIS = 2_000;
    /** Requests that had been routed when the last node took a server out have begun by then. */
    private static final long QUIET_MILLIS = 500;

    private record Place(long number, State state, String target, Phase phase, int attempt) {}

    private @Nullable Place place;
    private long since;
    private long quietSince;
    private boolean quiet;
    private @Nullable Gate gate;
    private long now;
    private long epoch;

    /**
     * Takes the next step, if it is time.
     *
     * @param nanos on this node's monotonic clock
     * @param epochMillis for people
     */
    Roll next(Roll roll, Seen seen, long nanos, long epochMillis) {
        now = nanos;
        epoch = epochMillis;
        Step step = roll.current();
        arrive(roll, step, seen);
        if (roll.state() == State.ABORTING) {
            return aborting(roll, step, seen);
        }
        if (roll.state() != State.RUNNING) {
            return roll;
        }
        if (step == null) {
            return roll.ended(State.DONE, "", epoch);
        }
        return roll.kind() == Kind.NODES ? node(roll, step, seen) : server(roll, step, seen);
    }

    private void arrive(Roll roll, @Nullable Step step, Seen seen) {
        Place here = step == null
                ? new Place(roll.number(), roll.state(), "", Phase.DONE, 0)
                : new Place(roll.number(), roll.state(), step.target(), step.phase(), step.attempt());
        if (!here.equals(place)) {
            Place before = place;
            place = here;
            since = now;
            quiet = false;
            boolean compared = here.phase() == Phase.WARMING || here.phase() == Phase.WATCHING;
            boolean goesOn = before != null && before.phase() == Phase.WARMING && here.phase() == Phase.WATCHING;
            if (!compared || gate == null || !goesOn) {
                gate = compared ? new Gate(seen.own(), seen.others()) : null;
            }
        }
        boolean nothing = seen.everywhere() && seen.inFlight() == 0;
        if (nothing && !quiet) {
            quietSince = now;
        }
        quiet = nothing;
    }

    private boolean over(long millis) {
        return now - since >= TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private boolean quiet() {
        return quiet && now - quietSince >= TimeUnit.MILLISECONDS.toNanos(QUIET_MILLIS);
    }

    // ---------------------------------------------------------------------------------------------- servers

    private Roll server(Roll roll, Step step, Seen seen) {
        Terms terms = roll.terms();
        return switch (step.phase()) {
            case WAITING -> begin(roll, step, seen, Phase.DRAINING, seen.admin().name());
            case DRAINING ->
                quiet() || over(terms.drain()) && seen.everywhere()
                        ? roll.with(step.to(Phase.EMPTYING, left(seen), epoch))
                        : deaf(roll, step, seen);
            case EMPTYING ->
                quiet() || over(Math.min(terms.drain(), HEAR_MILLIS)) && seen.everywhere()
                        ? roll.with(step.to(Phase.WORKING, left(seen), epoch))
                        : deaf(roll, step, seen);
            case WORKING -> working(roll, step, seen);
            case CHECKING -> checking(roll, step, seen, Phase.WARMING);
            case WARMING, WATCHING -> watching(roll, step, seen);
            case DONE -> roll;
        };
    }

    private static String left(Seen seen) {
        return seen.inFlight() == 0 ? "" : seen.inFlight() + " requests were still under way";
    }

    private Roll begin(Roll roll, Step step, Seen seen, Phase first, String before) {
        if (!seen.runner()) {
            String gone = "the command line that runs the commands is gone; next is " + step.target();
            return over(RUNNER_MILLIS) ? roll.in(State.PAUSED, gone) : roll;
        }
        String lacking = !seen.missing().isEmpty()
                ? seen.missing()
                : seen.serving() < roll.terms().serving()
                        ? seen.serving() + " others serve (expected: at least "
                                + roll.terms().serving() + ")"
                        : "";
        if (lacking.isEmpty()) {
            return roll.with(step.begin(first, before, epoch));
        }
        return over(HEAR_MILLIS) ? stop(roll, step, "not begun: " + lacking) : roll;
    }

    /** A node that has not heard of it for long. */
    private Roll deaf(Roll roll, Step step, Seen seen) {
        if (seen.everywhere() || !over(HEAR_MILLIS)) {
            return roll;
        }
        String who = seen.missing().isEmpty() ? "some node has not taken it out yet" : seen.missing();
        return stop(roll, step, "not everywhere out of use: " + who);
    }

    private Roll working(Roll roll, Step step, Seen seen) {
        if (step.exit() == 0) {
            return roll.with(step.to(Phase.CHECKING, step.text(), epoch));
        }
        if (step.exit() != Step.NONE) {
            return stop(roll, step, "its command ended with " + step.exit() + ended(step));
        }
        if (!seen.runner() && over(RUNNER_MILLIS)) {
            return roll.in(
                    State.PAUSED,
                    "the command line that ran the command for " + step.target()
                            + " is gone: whether it came to its end is not known");
        }
        return over(roll.terms().work()) ? stop(roll, step, "its command did not end in time") : roll;
    }

    private static String ended(Step step) {
        return step.text().isEmpty() ? "" : ": " + step.text();
    }

    private Roll checking(Roll roll, Step step, Seen seen, Phase next) {
        if (seen.healthy() && seen.missing().isEmpty()) {
            return roll.with(step.to(next, seen.text(), epoch));
        }
        String why = seen.missing().isEmpty() ? seen.text() : seen.missing();
        return over(roll.terms().healthy()) ? stop(roll, step, "not healthy in time: " + why) : roll;
    }

    private Roll watching(Roll roll, Step step, Seen seen) {
        Gate compared = gate;
        if (compared == null) {
            return roll;
        }
        String bad = compared.verdict(seen.own(), seen.others(), roll.terms().mostErrors());
        if (bad != null) {
            return stop(roll, step, bad);
        }
        if (!seen.healthy() && over(HEAR_MILLIS / 3)) {
            return stop(roll, step, "not healthy any more: " + seen.text());
        }
        if (roll.kind() == Kind.SERVERS && AdminState.valueOf(step.before()) != AdminState.READY) {
            // It was out of use before, so there is nothing to compare.
            return seen.admin().name().equals(step.before()) ? roll.with(step.to(Phase.DONE, "", epoch)) : roll;
        }
        if (step.phase() == Phase.WARMING) {
            return seen.healthy() && seen.full() ? roll.with(step.to(Phase.WATCHING, seen.text(), epoch)) : roll;
        }
        return over(roll.terms().watch()) && seen.healthy() && seen.missing().isEmpty()
                ? roll.with(step.to(Phase.DONE, compared.summary(seen.own()), epoch))
                : roll;
    }

    private static Roll stop(Roll roll, Step step, String why) {
        return roll.with(step.saying(why)).in(State.STOPPED, step.target() + ": " + why);
    }

    // ---------------------------------------------------------------------------------------------- nodes

    private Roll node(Roll roll, Step step, Seen seen) {
        return switch (step.phase()) {
            case WAITING -> begin(roll, step, seen, Phase.WORKING, String.valueOf(seen.life()));
            case WORKING -> {
                boolean another = seen.life() != 0 && !step.before().equals(String.valueOf(seen.life()));
                yield another
                        ? roll.with(step.to(Phase.CHECKING, "", epoch))
                        : over(roll.terms().work()) ? stop(roll, step, "it did not come back in time") : roll;
            }
            case CHECKING -> checking(roll, step, seen, Phase.WATCHING);
            case WATCHING -> watching(roll, step, seen);
            case DRAINING, EMPTYING, WARMING, DONE -> roll;
        };
    }

    // ---------------------------------------------------------------------------------------------- both

    private Roll aborting(Roll roll, @Nullable Step step, Seen seen) {
        boolean busy = step != null
                && roll.kind() == Kind.SERVERS
                && step.phase() == Phase.WORKING
                && step.exit() == Step.NONE
                && seen.runner();
        boolean back = step == null
                || roll.kind() == Kind.NODES
                || step.attempt() == 0
                || seen.admin() == AdminState.valueOf(step.before());
        // While it stood still the nodes told seldom: what is seen at first may be of before.
        return busy || !back || !over(FRESH_MILLIS) ? roll : roll.ended(State.ABORTED, roll.reason(), epoch);
    }
}
