package dev.skein.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.admission.BreakerState.Closed;
import dev.skein.admission.BreakerState.End;
import dev.skein.admission.BreakerState.HalfOpen;
import dev.skein.admission.BreakerState.Open;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every state meets every event. Time is in seconds; the breaker stays open for ten, and is tried with two. */
class BreakerStateTest {
    private static final long SECOND = 1_000_000_000L;
    private static final BreakerRule RULE = new BreakerRule(0.5, 10, 10 * SECOND, 10 * SECOND, 2);
    private static final long NOW = 100 * SECOND;

    private static final BreakerState CLOSED = new Closed(4, 50 * SECOND);
    private static final BreakerState FRESHLY_OPEN = new Open(5, 90 * SECOND + 1);
    private static final BreakerState DUE = new Open(5, 90 * SECOND);
    private static final BreakerState ONE_TRIAL = new HalfOpen(6, 95 * SECOND, 1, 0);
    private static final BreakerState BOTH_TRIALS = new HalfOpen(6, 95 * SECOND, 2, 0);
    private static final BreakerState ONE_GOOD = new HalfOpen(6, 95 * SECOND, 2, 1);
    private static final BreakerState STUCK = new HalfOpen(6, 90 * SECOND, 2, 1);

    static Stream<Arguments> ends() {
        return Stream.of(
                Arguments.of(CLOSED, End.SUCCESS, false, CLOSED),
                Arguments.of(CLOSED, End.SUCCESS, true, CLOSED),
                Arguments.of(CLOSED, End.FAILURE, false, CLOSED),
                Arguments.of(CLOSED, End.FAILURE, true, new Open(5, NOW)),
                Arguments.of(CLOSED, End.ABANDONED, true, CLOSED),
                Arguments.of(FRESHLY_OPEN, End.SUCCESS, false, FRESHLY_OPEN),
                Arguments.of(FRESHLY_OPEN, End.FAILURE, true, FRESHLY_OPEN),
                Arguments.of(FRESHLY_OPEN, End.ABANDONED, false, FRESHLY_OPEN),
                Arguments.of(DUE, End.SUCCESS, false, DUE),
                Arguments.of(DUE, End.FAILURE, true, DUE),
                Arguments.of(DUE, End.ABANDONED, false, DUE),
                Arguments.of(ONE_TRIAL, End.SUCCESS, false, new HalfOpen(6, 95 * SECOND, 1, 1)),
                Arguments.of(ONE_TRIAL, End.FAILURE, false, new Open(7, NOW)),
                Arguments.of(ONE_TRIAL, End.ABANDONED, false, new HalfOpen(6, 95 * SECOND, 0, 0)),
                Arguments.of(BOTH_TRIALS, End.SUCCESS, false, ONE_GOOD),
                Arguments.of(BOTH_TRIALS, End.FAILURE, true, new Open(7, NOW)),
                Arguments.of(BOTH_TRIALS, End.ABANDONED, false, ONE_TRIAL),
                Arguments.of(ONE_GOOD, End.SUCCESS, false, new Closed(7, NOW)),
                Arguments.of(ONE_GOOD, End.FAILURE, false, new Open(7, NOW)),
                Arguments.of(ONE_GOOD, End.ABANDONED, false, new HalfOpen(6, 95 * SECOND, 1, 1)),
                Arguments.of(STUCK, End.SUCCESS, false, new Closed(7, NOW)),
                Arguments.of(STUCK, End.FAILURE, false, new Open(7, NOW)),
                Arguments.of(STUCK, End.ABANDONED, false, new HalfOpen(6, 90 * SECOND, 1, 1)));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void anAttemptsEndLeadsOn(BreakerState from, End end, boolean tripped, BreakerState to) {
        assertThat(from.ended(end, tripped, RULE, NOW)).isEqualTo(to);
    }

    static Stream<Arguments> admissions() {
        return Stream.of(
                Arguments.of(CLOSED, true, CLOSED),
                Arguments.of(FRESHLY_OPEN, false, null),
                Arguments.of(DUE, true, new HalfOpen(6, NOW, 1, 0)),
                Arguments.of(ONE_TRIAL, true, BOTH_TRIALS),
                Arguments.of(BOTH_TRIALS, false, null),
                Arguments.of(ONE_GOOD, false, null),
                Arguments.of(STUCK, true, new HalfOpen(7, NOW, 1, 0)));
    }

    @ParameterizedTest
    @MethodSource("admissions")
    void aRequestForAnAttemptLeadsOn(BreakerState from, boolean admitted, @Nullable BreakerState to) {
        assertThat(from.admits(RULE, NOW)).isEqualTo(admitted);
        if (to != null) {
            assertThat(from.admitted(RULE, NOW)).isEqualTo(to);
        }
    }

    @Test
    void statesReadWellInTheJournal() {
        assertThat(CLOSED).hasToString("closed");
        assertThat(DUE).hasToString("open");
        assertThat(ONE_GOOD).hasToString("half-open, 1 of 2 trials succeeded");
    }
}
