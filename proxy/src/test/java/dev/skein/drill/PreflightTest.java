package dev.skein.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.drill.Preflight.Condition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreflightTest {
    private static final Map<String, Double> USED = Map.of("a", 0.2, "b", 0.3, "c", 0.1);

    private static Condition condition(List<String> silent, String without, int serving, String rolling) {
        return new Condition(silent, without, USED, serving, 3, true, rolling);
    }

    private static final Condition WELL = condition(List.of(), "", 3, "");

    @Test
    void nothingSpeaksAgainstADrillOfAWellCluster() {
        for (Kind kind : Kind.values()) {
            assertThat(Preflight.objections(kind, "c", WELL)).as("%s", kind).isEmpty();
        }
    }

    @Test
    void noKindBeginsWhileANodeIsSilentOrARollIsOpen() {
        Condition silent = condition(List.of("b"), "", 3, "roll 7");
        for (Kind kind : Kind.values()) {
            assertThat(Preflight.objections(kind, "c", silent))
                    .as("%s", kind)
                    .containsExactly("not heard of, or without a majority: b", "roll 7 is open");
        }
    }

    @Test
    void aServerIsNotLostWhereLessThanHalfWouldBeLeft() {
        assertThat(Preflight.objections(Kind.LOSE_SERVER, "shop/s1", condition(List.of(), "", 2, "")))
                .containsExactly("1 of 3 servers would be left (expected: at least half, and one)");
        assertThat(Preflight.objections(
                        Kind.LOSE_SERVER, "shop/s1", new Condition(List.of(), "", USED, 1, 1, true, "")))
                .hasSize(1);
    }

    @Test
    void aNodeIsNotTakenWhereTheMajorityNeedsIt() {
        assertThat(Preflight.objections(Kind.DRAIN_NODE, "c", condition(List.of(), "too few voters", 3, "")))
                .containsExactly("too few voters");
    }

    @Test
    void aNodeIsNotTakenWhereTheOthersHaveNoRoomForItsWork() {
        Condition full = new Condition(List.of(), "", Map.of("a", 0.7, "b", 0.7, "c", 0.5), 3, 3, true, "");
        assertThat(Preflight.objections(Kind.FREEZE_GRID, "c", full))
                .containsExactly("the other nodes would be at 95 % of what they can (expected: at most 80 %)");
        Condition alone = new Condition(List.of(), "", Map.of("c", 0.1), 3, 3, true, "");
        assertThat(Preflight.objections(Kind.DRAIN_NODE, "c", alone))
                .containsExactly("no other node would take requests");
    }

    @Test
    void whatIsNotThereCanNotFail() {
        Condition unknown = new Condition(List.of(), "", USED, 3, 3, false, "");
        assertThat(Preflight.objections(Kind.MOVE_ADDRESS, "203.0.113.9", unknown))
                .containsExactly("address: 203.0.113.9 (expected: one that is there, in use and well)");
    }
}
