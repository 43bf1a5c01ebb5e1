package dev.skein.roll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.roll.Roll.Kind;
import dev.skein.roll.Roll.State;
import java.util.List;
import org.junit.jupiter.api.Test;

class RollTest {
    private static final Step FIRST = Step.of("a");

    private static Roll roll(Kind kind, State state, Step first) {
        return new Roll(1, kind, "", "ops", "", "", 0, 0, Terms.NODES, state, "", List.of(first, Step.of("b")));
    }

    @Test
    void addressesStandStillFromTheFirstNodesTurnUntilTheRollEndsOrStandsStillItself() {
        Step begun = FIRST.begin(Phase.WORKING, "7", 0);

        assertThat(roll(Kind.NODES, State.RUNNING, FIRST).holdsAddressesStill()).isFalse();
        assertThat(roll(Kind.NODES, State.RUNNING, begun).holdsAddressesStill()).isTrue();
        assertThat(roll(Kind.NODES, State.RUNNING, begun.to(Phase.DONE, "", 0)).holdsAddressesStill())
                .as("the next node's turn")
                .isTrue();
        assertThat(List.of(State.PAUSED, State.STOPPED, State.ABORTING, State.ABORTED, State.DONE))
                .noneMatch(state -> roll(Kind.NODES, state, begun).holdsAddressesStill());
        assertThat(roll(Kind.SERVERS, State.RUNNING, begun).holdsAddressesStill())
                .isFalse();
    }
}
