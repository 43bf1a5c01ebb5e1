package dev.skein.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.drill.Part.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final Part USUAL = new Part(100, 0, 0, 2_000);

    private static Sample sample(long atMillis, long tookMillis, boolean well) {
        return new Sample(TimeUnit.MILLISECONDS.toNanos(atMillis), TimeUnit.MILLISECONDS.toNanos(tookMillis), well);
    }

    @Test
    void theGapIsFromTheFirstThatFailedToTheNextThatWasAnswered() {
        List<Sample> samples = List.of(
                sample(0, 1, true),
                sample(100, 9, false),
                sample(300, 1, true),
                sample(200, 9, false),
                sample(400, 1, true));
        assertThat(Part.of(samples, TimeUnit.MILLISECONDS.toNanos(500))).isEqualTo(new Part(5, 2, 200, 1_000));
    }

    @Test
    void aGapThatIsStillOpenCountsToTheEnd() {
        List<Sample> samples = List.of(sample(0, 1, true), sample(100, 9, false));
        assertThat(Part.of(samples, TimeUnit.MILLISECONDS.toNanos(1_100)).gapMillis())
                .isEqualTo(1_000);
    }

    @Test
    void p99IsOfThoseThatWereAnsweredWell() {
        List<Sample> samples = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            samples.add(sample(i, i, true));
        }
        samples.add(sample(300, 5_000, false));
        assertThat(Part.of(samples, 0).p99Micros()).isEqualTo(198_000);
    }

    @Test
    void whatLeavesNoTracePasses() {
        Verdict verdict = new Verdict(USUAL, USUAL, USUAL, 0);
        assertThat(verdict.faults()).isEmpty();
        assertThat(verdict.text())
                .isEqualTo("passed: 0 of 200 probes failed, p99 2.0 ms (before 2.0 ms, after 2.0 ms)");
    }

    @Test
    void eachTraceIsAFaultWithItsFigure() {
        Verdict verdict = new Verdict(USUAL, new Part(100, 3, 700, 80_000), new Part(60, 1, 50, 2_000), 5);
        assertThat(verdict.faults())
                .containsExactly(
                        "3 of 100 probes failed during, longest gap 700 ms",
                        "1 of 60 probes failed after, longest gap 50 ms",
                        "5 requests of clients failed",
                        "p99 80.0 ms during, 2.0 ms before");
    }
}
