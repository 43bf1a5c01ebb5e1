package dev.skein.health;

import static dev.skein.health.States.RULE;
import static dev.skein.health.States.THEN;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlowStartTest {
    private static final Moment NOW = THEN.plus(Duration.ofSeconds(60));

    @ParameterizedTest
    @CsvSource({"0, 10", "50, 55", "100, 100", "101, 100", "-5, 10"})
    void theShareIsAStraightLineFromATenthToTheWhole(long after, int weight) {
        assertThat(SlowStart.effectiveWeight(100, 7_000, 100, 7_000 + after)).isEqualTo(weight);
    }

    @Test
    void aServerWithAWeightNeverFallsToNothingAndOneWithoutStaysWithout() {
        assertThat(SlowStart.effectiveWeight(1, 0, 100, 0)).isEqualTo(1);
        assertThat(SlowStart.effectiveWeight(0, 0, 100, 0)).isZero();
    }

    @Test
    void withoutABeginningOrALengthThereIsNoRamp() {
        assertThat(SlowStart.effectiveWeight(100, SlowStart.NEVER, 100, Long.MIN_VALUE + 1))
                .isEqualTo(100);
        assertThat(SlowStart.effectiveWeight(100, 0, 0, 0)).isEqualTo(100);
    }

    @Test
    void theRampSurvivesTheTurnOfTheClockPastItsLargestNumber() {
        assertThat(SlowStart.effectiveWeight(100, Long.MAX_VALUE - 10, 100, Long.MIN_VALUE + 39))
                .isEqualTo(55);
    }

    @Test
    void aServerKnownSinceTheStartOfTheNodeGetsItsShareAtOnce() {
        assertThat(States.UP.get().slowStartSince()).isEqualTo(SlowStart.NEVER);
    }

    @Test
    void aServerAddedLaterStartsSlowly() {
        ServerHealth added = ServerHealth.initial(HealthPolicy.DEFAULT, false, THEN);
        assertThat(RULE.observe(added, Events.PASSED, NOW).state().slowStartSince())
                .isEqualTo(NOW.nanos());
        assertThat(ServerHealth.initial(HealthPolicy.PASSIVE_ONLY, false, NOW).slowStartSince())
                .isEqualTo(NOW.nanos());
    }

    @Test
    void aServerThatWasOutStartsSlowlyWhateverTookItOut() {
        assertThat(RULE.observe(States.RISING.get(), Events.PASSED, NOW).state().slowStartSince())
                .isEqualTo(NOW.nanos());
        assertThat(RULE.observe(States.EJECTED.get(), Events.OVER, NOW).state().slowStartSince())
                .isEqualTo(NOW.nanos());
        ServerHealth resumed =
                RULE.observe(States.PAUSED.get(), Events.RESUME, NOW).state();
        assertThat(RULE.observe(resumed, Events.PASSED, NOW).state().slowStartSince())
                .isEqualTo(NOW.nanos());
        ServerHealth risen = States.after(States.after(States.DOWN.get(), Events.PASSED), Events.PASSED);
        assertThat(RULE.observe(risen, Events.PASSED, NOW).state().slowStartSince())
                .isEqualTo(THEN.nanos());
    }

    @Test
    void aServerThatNeverFailedButWasToRiseFirstDoesNotStartSlowlyWithTheNode() {
        ServerHealth down = States.start(HealthPolicy.Initial.DOWN);
        ServerHealth up = States.after(States.after(down, Events.PASSED), Events.PASSED);
        assertThat(up.slowStartSince()).isEqualTo(SlowStart.NEVER);
    }

    @Test
    void aServerThatWasUpFromTheStartAndGotEjectedComesBackSlowly() {
        ServerHealth ejected = States.after(States.start(HealthPolicy.Initial.UP), Events.LIVE);
        assertThat(RULE.observe(ejected, Events.OVER, NOW).state().slowStartSince())
                .isEqualTo(NOW.nanos());
    }
}
