package dev.skein.roll;

import dev.skein.roll.Roll.Kind;
import dev.skein.roll.Roll.State;
import org.jspecify.annotations.Nullable;

/** How a roll goes on after a pause. */
final class Resumption {
    private Resumption() {}

    /** The roll as it goes on: what was not done for sure is done once more. */
    static Roll of(Roll roll, @Nullable String runner, long epochMillis) {
        if (roll.moving()) {
            return roll;
        }
        Roll next = roll.in(State.RUNNING, "");
        if (runner != null && roll.kind() == Kind.SERVERS) {
            next = next.runBy(runner);
        }
        Step step = roll.current();
        if (step == null || !again(roll, step, runner)) {
            return next;
        }
        return roll.kind() == Kind.NODES ? next.with(Step.of(step.target())) : next.with(step.again(epochMillis));
    }

    private static boolean again(Roll roll, Step step, @Nullable String runner) {
        boolean begun = step.phase() != Phase.WAITING && step.phase() != Phase.DONE;
        boolean stopped = roll.state() == State.STOPPED;
        boolean otherHands = runner != null && !runner.equals(roll.runner()) && step.phase() == Phase.WORKING;
        return begun && (stopped || otherHands);
    }
}
