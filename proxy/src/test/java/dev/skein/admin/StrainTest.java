package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.control.NodeReport;
import dev.skein.control.NodeReport.Machine;
import dev.skein.control.NodeReport.Rates;
import dev.skein.control.ReportHistory.Step;
import dev.skein.telemetry.HistogramReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StrainTest {
    private final List<Step> steps = new ArrayList<>();
    private final List<String> hurts = new ArrayList<>();
    private final List<String> limps = new ArrayList<>();

    private static NodeReport report(double rate, double errors, long lagMillis) {
        return new NodeReport(
                1,
                new Rates(rate, 0, 1),
                HistogramReading.EMPTY,
                new Machine(0.1, 1, 2, 3, 4, lagMillis * 1_000_000),
                Map.of(),
                Map.of(),
                errors,
                List.of(),
                "",
                Map.of());
    }

    private void steps(int count, NodeReport a, NodeReport b) {
        for (int i = 0; i < count; i++) {
            steps.add(new Step(steps.size(), Map.of("a", a, "b", b), Map.of()));
        }
    }

    private void find() {
        Strain.find(steps, hurts, limps);
    }

    @Test
    void nothingIsSaidOfNodesThatAreWell() {
        find();
        steps(60, report(100, 1.5, 20), report(100, 0, 90));
        find();
        assertThat(hurts).isEmpty();
        assertThat(limps).isEmpty();
    }

    @Test
    void theShareOfErrorsIsThatOfAllNodesInTheLastMinute() {
        steps(12, report(100, 90, 1), report(100, 0, 1));
        steps(6, report(100, 0, 1), report(100, 0, 1));
        steps(6, report(100, 12, 1), report(100, 0, 1));
        find();
        assertThat(hurts)
                .containsExactly("answers: 3.0 % of the last minute's are 500 or above (expected: at most 2 %)");
    }

    @Test
    void ofAFewRequestsASingleErrorIsNoShare() {
        steps(12, report(0.1, 0.1, 1), report(0, 0, 1));
        find();
        assertThat(hurts).isEmpty();
    }

    @Test
    void eventLoopsCountAsLateOnceTheyMostlyAre() {
        steps(7, report(1, 0, 1), report(1, 0, 1));
        steps(5, report(1, 0, 200), report(1, 0, 1));
        find();
        assertThat(limps).as("5 of 12").isEmpty();
        steps(2, report(1, 0, 200), report(1, 0, 1));
        find();
        assertThat(limps)
                .containsExactly(
                        "node a: event loops were late by more than 100 ms in 7 of 12 looks of the last minute: it is"
                                + " at its end");
    }

    private void lost(long... totals) {
        for (long total : totals) {
            steps.add(new Step(steps.size(), Map.of("a", report(1, 0, 1)), Map.of("a", total)));
        }
    }

    @Test
    void droppedLinesAreThoseOfTheLastFiveMinutes() {
        lost(0, 7);
        for (int i = 0; i < 60; i++) {
            lost(7);
        }
        find();
        assertThat(limps).as("before that").isEmpty();
        lost(8, 10);
        find();
        assertThat(limps)
                .containsExactly("node a: 3 lines of logs, traces or the journal dropped in the last five minutes");
    }

    @Test
    void aNodeThatBeganAnewCountsFromZero() {
        lost(900, 900, 0, 1);
        find();
        assertThat(limps)
                .containsExactly("node a: 1 line of logs, traces or the journal dropped in the last five minutes");
    }
}
