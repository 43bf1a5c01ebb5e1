package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.drill.Drill;
import dev.skein.drill.Kind;
import dev.skein.drill.Part;
import dev.skein.drill.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TroubleTest {
    private static final long ENDED = 1_000_000;

    private static List<String> of(Drill.State state, Verdict verdict, Duration later) {
        Drill drill =
                new Drill(3, Kind.LOSE_SERVER, "shop/s1", "", "", "", false, "ann", 1, ENDED, 1000, state, "", verdict);
        List<String> limps = new ArrayList<>();
        Trouble.drilled(drill, ENDED + later.toMillis(), limps);
        return limps;
    }

    @Test
    void anAddressThatNobodyHoldsHurts() {
        List<String> hurts = new ArrayList<>();
        Trouble.addresses(Map.of("10.0.0.80", "a", "10.0.0.81", ""), hurts);
        assertThat(hurts).containsExactly("address 10.0.0.81: nobody holds it");
    }

    @Test
    void aDrillThatFailedIsToldForADay() {
        Verdict failed = new Verdict(Part.NONE, Part.NONE, Part.NONE, 5);
        assertThat(of(Drill.State.DONE, failed, Duration.ofHours(23)))
                .containsExactly("drill 3 (lose-server shop/s1) failed: 5 requests of clients failed");
        assertThat(of(Drill.State.DONE, failed, Duration.ofHours(25))).isEmpty();
    }

    @Test
    void oneThatPassedOrWasStoppedIsNoTrouble() {
        Verdict failed = new Verdict(Part.NONE, Part.NONE, Part.NONE, 5);
        assertThat(of(Drill.State.DONE, Verdict.NONE, Duration.ZERO)).isEmpty();
        assertThat(of(Drill.State.STOPPED, failed, Duration.ZERO)).isEmpty();
        assertThat(of(Drill.State.FAILING, failed, Duration.ZERO)).isEmpty();
    }
}
