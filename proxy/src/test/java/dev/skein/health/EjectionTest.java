package dev.skein.health;

import static dev.skein.health.States.RULE;
import static dev.skein.health.States.THEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.health.OutlierPolicy.Growth;
import dev.skein.model.Health;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EjectionTest {

    @Test
    void anEjectionEndsAtItsTimeAndNotBefore() {
        ServerHealth ejected = States.EJECTED.get();
        Moment end = THEN.plus(Duration.ofSeconds(30));
        assertThat(ejected.ejection().until()).isEqualTo(end);

        assertThat(RULE.observe(ejected, Events.OVER, end.plus(Duration.ofNanos(-1)))
                        .transition())
                .isNull();
        assertThat(RULE.observe(ejected, Events.OVER, end).transition())
                .isEqualTo(new Transition(Health.EJECTED, Health.UP, "time of ejection is over"));
    }

    @Test
    void anOperatorEndsAnEjectionBeforeItsTimeAndHasNothingToEndElsewhere() {
        Moment early = THEN.plus(Duration.ofSeconds(1));
        HealthEvent reset = new HealthEvent.EjectionReset();
        assertThat(RULE.observe(States.EJECTED.get(), reset, early).transition())
                .isEqualTo(new Transition(Health.EJECTED, Health.UP, "ejection was reset"));
        assertThat(RULE.observe(States.UP.get(), reset, early).transition()).isNull();
    }

    @Test
    void whatProbesFoundMeanwhileCountsWhenTheTimeIsOver() {
        Moment end = THEN.plus(Duration.ofSeconds(30));
        assertThat(RULE.observe(States.EJECTED_LEAVING.get(), Events.OVER, end)
                        .state()
                        .health())
                .isEqualTo(Health.LEAVING);
        assertThat(RULE.observe(States.EJECTED_FALLING.get(), Events.OVER, end)
                        .state()
                        .health())
                .isEqualTo(Health.FALLING);
    }

    @Test
    void aServerThatIsDownComesBackByProbesAloneHoweverLongItsEjectionWouldHaveLasted() {
        ServerHealth state = States.EJECTED_FALLING.get();
        for (HealthEvent event : new HealthEvent[] {Events.FAILED, Events.PASSED, Events.PASSED}) {
            state = RULE.observe(state, event, THEN).state();
        }
        assertThat(state.health()).isEqualTo(Health.UP);
        assertThat(state.ejection().count()).isEqualTo(1);
    }

    @Test
    void eachFurtherEjectionIsLongerAndHealthyTimeIsForgiven() {
        ServerHealth state = States.EJECTED.get();
        Moment now = state.ejection().until();
        state = RULE.observe(state, Events.OVER, now).state();
        now = now.plus(Duration.ofSeconds(59));
        state = RULE.observe(state, Events.LIVE, now).state();
        assertThat(state.ejection().count()).isEqualTo(2);
        assertThat(state.ejection().until()).isEqualTo(now.plus(Duration.ofSeconds(60)));

        now = state.ejection().until();
        state = RULE.observe(state, Events.OVER, now).state();
        // One minute forgives one of the two, so this is the second again.
        state = RULE.observe(state, Events.LIVE, now.plus(Duration.ofSeconds(60)))
                .state();
        assertThat(state.ejection().count()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "LINEAR, 1, 10",
        "LINEAR, 2, 20",
        "LINEAR, 5, 50",
        "LINEAR, 500, 60",
        "EXPONENTIAL, 1, 10",
        "EXPONENTIAL, 2, 20",
        "EXPONENTIAL, 3, 40",
        "EXPONENTIAL, 4, 60",
        "EXPONENTIAL, 2147483647, 60"
    })
    void lengthsGrowUpToTheLongest(Growth growth, int count, int seconds) {
        OutlierPolicy policy = new OutlierPolicy(
                5, Duration.ofSeconds(10), Duration.ofSeconds(60), growth, Duration.ofSeconds(10), 0.5);
        assertThat(policy.lengthNanos(count))
                .isEqualTo(Duration.ofSeconds(seconds).toNanos());
    }

    @Test
    void switchedOffItEjectsNobody() {
        HealthRule rule = new HealthRule(HealthPolicy.DEFAULT, OutlierPolicy.OFF);
        assertThat(rule.observe(States.UP.get(), Events.LIVE, THEN).transition())
                .isNull();
        assertThat(EjectionRule.mayEject(OutlierPolicy.OFF, pool(10, 0))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "10, 0, true",
        "8, 2, true",
        "7, 3, false",
        "2, 0, true",
        "1, 0, false",
        "1, 1, false",
        "2, 1, false",
        "3, 0, true"
    })
    void aPoolSparesAtMostItsShareAndNeverItsLastServer(int up, int ejected, boolean may) {
        assertThat(EjectionRule.mayEject(OutlierPolicy.DEFAULT, pool(up, ejected)))
                .isEqualTo(may);
    }

    @Test
    void serversThatTakeNoNewSessionsAreNoReasonToSpareAnother() {
        assertThat(EjectionRule.mayEject(OutlierPolicy.DEFAULT, List.of(Health.UP, Health.LEAVING, Health.DOWN)))
                .isFalse();
    }

    private static List<Health> pool(int up, int ejected) {
        List<Health> all = new ArrayList<>(Collections.nCopies(up, Health.UP));
        all.addAll(Collections.nCopies(ejected, Health.EJECTED));
        return all;
    }
}
