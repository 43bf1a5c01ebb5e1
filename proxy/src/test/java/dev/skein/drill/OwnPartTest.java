package dev.skein.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.drill.Drill.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OwnPartTest {
    private final List<String> done = new ArrayList<>();
    private final OwnPart part = new OwnPart("c", new DrillGround.Own() {
        @Override
        public void drain(boolean on) {
            done.add("drain " + on);
        }

        @Override
        public void freeze(boolean on) {
            done.add("freeze " + on);
        }
    });

    private static Drill drill(Kind kind, String target, State state) {
        return new Drill(1, kind, target, "", "", "", false, "ops", 0, 0, 5_000, state, "", Verdict.NONE);
    }

    private void look(Drill drill, long millis) {
        part.look(drill, TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void itBeginsWhenTheRegisterSaysSoAndEndsByItsOwnClock() {
        Drill failing = drill(Kind.DRAIN_NODE, "c", State.FAILING);
        look(drill(Kind.DRAIN_NODE, "c", State.BEFORE), 0);
        look(failing, 1_000);
        look(failing, 5_900);
        assertThat(done).containsExactly("drain true");
        // Nobody has told it to: whoever drives may be gone.
        look(failing, 6_000);
        look(failing, 60_000);
        assertThat(done).containsExactly("drain true", "drain false");
    }

    @Test
    void itEndsEarlierWhenTheDrillDoes() {
        look(drill(Kind.FREEZE_GRID, "c", State.FAILING), 0);
        look(drill(Kind.FREEZE_GRID, "c", State.RETURNING), 1_000);
        assertThat(done).containsExactly("freeze true", "freeze false");
    }

    @Test
    void whatIsMeantForOthersIsNotDone() {
        look(drill(Kind.DRAIN_NODE, "b", State.FAILING), 0);
        look(drill(Kind.LOSE_SERVER, "c", State.FAILING), 0);
        assertThat(done).isEmpty();
    }

    @Test
    void whatTheRegisterKeepsIsWhatWasWritten() {
        Drill drill = drill(Kind.MOVE_ADDRESS, "203.0.113.9", State.FAILING)
                .moving("a", "b")
                .ended(State.DONE, "x", new Verdict(Part.NONE, new Part(1, 2, 3, 4), Part.NONE, 5), 7);
        DrillBook book = DrillBook.EMPTY.with(drill);
        assertThat(DrillBook.decode(book.encode())).isEqualTo(book);
    }
}
