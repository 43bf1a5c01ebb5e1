package dev.skein.roll;

import dev.skein.model.AdminState;
import dev.skein.model.ServerKey;
import dev.skein.roll.Roll.Kind;
import dev.skein.roll.Roll.State;
import org.jspecify.annotations.Nullable;

/** What shall be done for a roll as it is. Follows from its state alone, so that whoever drives on asks for the same. */
sealed interface Order {
    /** An admin state for a server. */
    record Wish(ServerKey server, AdminState state, String reason) implements Order {}

    /** A node restarts, unless it is another life already. */
    record Restart(String node, long life) implements Order {}

    /** What shall be so while the roll is as it is; null: nothing in particular. To be asked for again and again. */
    static @Nullable Order of(Roll roll, Seen seen) {
        Step step = roll.current();
        if (step == null || step.attempt() == 0 || !roll.open()) {
            return null;
        }
        if (roll.kind() == Kind.NODES) {
            boolean ask = roll.state() == State.RUNNING
                    && step.phase() == Phase.WORKING
                    && step.before().equals(String.valueOf(seen.life()));
            return ask ? new Order.Restart(step.target(), seen.life()) : null;
        }
        AdminState wanted = wanted(roll, step, seen);
        return wanted == null || wanted == seen.admin()
                ? null
                : new Order.Wish(new ServerKey(roll.pool(), step.target()), wanted, roll.name());
    }

    /** What a server must be on all nodes before its present phase may end; null: nothing in particular. */
    static @Nullable AdminState aim(Phase phase) {
        return switch (phase) {
            case DRAINING -> AdminState.DRAIN;
            case EMPTYING, WORKING -> AdminState.MAINTENANCE;
            case WAITING, CHECKING, WARMING, WATCHING, DONE -> null;
        };
    }

    private static @Nullable AdminState wanted(Roll roll, Step step, Seen seen) {
        AdminState before = AdminState.valueOf(step.before());
        if (roll.state() == State.ABORTING) {
            return step.phase() == Phase.WORKING && step.exit() == Step.NONE && seen.runner() ? null : before;
        }
        boolean held = roll.state() == State.STOPPED;
        return switch (step.phase()) {
            case WAITING, DONE -> null;
            case DRAINING -> AdminState.DRAIN;
            case EMPTYING, WORKING -> AdminState.MAINTENANCE;
            case CHECKING -> held ? AdminState.MAINTENANCE : AdminState.DRAIN;
            case WARMING, WATCHING -> held ? AdminState.MAINTENANCE : before;
        };
    }
}
