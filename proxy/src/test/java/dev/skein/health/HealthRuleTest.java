package dev.skein.health;

import static dev.skein.health.States.LATER;
import static dev.skein.health.States.RULE;
import static dev.skein.health.States.THEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.Health;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthRuleTest {
    private static final Map<String, HealthEvent> EVENTS = Map.of(
            "passed", Events.PASSED,
            "failed", Events.FAILED,
            "leave", Events.LEAVE,
            "live", Events.LIVE,
            "over", Events.OVER,
            "pause", Events.PAUSE,
            "resume", Events.RESUME);

    /** Every state and every event. "-" means that nothing is to be said in the journal. */
    private static final String TABLE = """
        UNKNOWN              | passed | UP       | first probe passed
        UNKNOWN              | failed | DOWN     | first probe failed: connection refused
        UNKNOWN              | leave  | LEAVING  | asks to leave: status 404
        UNKNOWN              | live   | UNKNOWN  | -
        UNKNOWN              | over   | UNKNOWN  | -
        UNKNOWN              | pause  | UNKNOWN  | -
        UNKNOWN              | resume | UNKNOWN  | -
        UP                   | passed | UP       | -
        UP                   | failed | FALLING  | 1 of 3 probes failed: connection refused
        UP                   | leave  | LEAVING  | asks to leave: status 404
        UP                   | live   | EJECTED  | 5 consecutive failures in traffic: 502 from server
        UP                   | over   | UP       | -
        UP                   | pause  | UNKNOWN  | probing paused: maintenance
        UP                   | resume | UP       | -
        FALLING              | passed | UP       | probe passed
        FALLING              | failed | FALLING  | -
        FALLING              | leave  | LEAVING  | asks to leave: status 404
        FALLING              | live   | EJECTED  | 5 consecutive failures in traffic: 502 from server
        FALLING              | over   | FALLING  | -
        FALLING              | pause  | UNKNOWN  | probing paused: maintenance
        FALLING              | resume | FALLING  | -
        FALLING_TWICE        | passed | UP       | probe passed
        FALLING_TWICE        | failed | DOWN     | 3 probes failed: connection refused
        FALLING_TWICE        | leave  | LEAVING  | asks to leave: status 404
        FALLING_TWICE        | live   | EJECTED  | 5 consecutive failures in traffic: 502 from server
        FALLING_TWICE        | over   | FALLING  | -
        FALLING_TWICE        | pause  | UNKNOWN  | probing paused: maintenance
        FALLING_TWICE        | resume | FALLING  | -
        DOWN                 | passed | RISING   | 1 of 2 probes passed
        DOWN                 | failed | DOWN     | -
        DOWN                 | leave  | DOWN     | -
        DOWN                 | live   | DOWN     | -
        DOWN                 | over   | DOWN     | -
        DOWN                 | pause  | UNKNOWN  | probing paused: maintenance
        DOWN                 | resume | DOWN     | -
        RISING               | passed | UP       | 2 probes passed
        RISING               | failed | DOWN     | probe failed: connection refused
        RISING               | leave  | DOWN     | asks to leave: status 404
        RISING               | live   | RISING   | -
        RISING               | over   | RISING   | -
        RISING               | pause  | UNKNOWN  | probing paused: maintenance
        RISING               | resume | RISING   | -
        LEAVING              | passed | UP       | takes new sessions again
        LEAVING              | failed | LEAVING  | -
        LEAVING              | leave  | LEAVING  | -
        LEAVING              | live   | EJECTED  | 5 consecutive failures in traffic: 502 from server
        LEAVING              | over   | LEAVING  | -
        LEAVING              | pause  | UNKNOWN  | probing paused: maintenance
        LEAVING              | resume | LEAVING  | -
        LEAVING_FAILED_TWICE | passed | UP       | takes new sessions again
        LEAVING_FAILED_TWICE | failed | DOWN     | 3 probes failed: connection refused
        LEAVING_FAILED_TWICE | leave  | LEAVING  | -
        LEAVING_FAILED_TWICE | live   | EJECTED  | 5 consecutive failures in traffic: 502 from server
        LEAVING_FAILED_TWICE | over   | LEAVING  | -
        LEAVING_FAILED_TWICE | pause  | UNKNOWN  | probing paused: maintenance
        LEAVING_FAILED_TWICE | resume | LEAVING  | -
        EJECTED              | passed | EJECTED  | -
        EJECTED              | failed | EJECTED  | -
        EJECTED              | leave  | EJECTED  | -
        EJECTED              | live   | EJECTED  | -
        EJECTED              | over   | EJECTED  | -
        EJECTED              | pause  | UNKNOWN  | probing paused: maintenance
        EJECTED              | resume | EJECTED  | -
        EJECTED_FALLING      | passed | EJECTED  | -
        EJECTED_FALLING      | failed | DOWN     | 3 probes failed: connection refused
        EJECTED_FALLING      | leave  | EJECTED  | -
        EJECTED_FALLING      | live   | EJECTED  | -
        EJECTED_FALLING      | over   | EJECTED  | -
        EJECTED_FALLING      | pause  | UNKNOWN  | probing paused: maintenance
        EJECTED_FALLING      | resume | EJECTED  | -
        EJECTED_LEAVING      | passed | EJECTED  | -
        EJECTED_LEAVING      | failed | EJECTED  | -
        EJECTED_LEAVING      | leave  | EJECTED  | -
        EJECTED_LEAVING      | live   | EJECTED  | -
        EJECTED_LEAVING      | over   | EJECTED  | -
        EJECTED_LEAVING      | pause  | UNKNOWN  | probing paused: maintenance
        EJECTED_LEAVING      | resume | EJECTED  | -
        PAUSED               | passed | UNKNOWN  | -
        PAUSED               | failed | UNKNOWN  | -
        PAUSED               | leave  | UNKNOWN  | -
        PAUSED               | live   | UNKNOWN  | -
        PAUSED               | over   | UNKNOWN  | -
        PAUSED               | pause  | UNKNOWN  | -
        PAUSED               | resume | UNKNOWN  | -
        """;

    @ParameterizedTest
    @CsvSource(textBlock = TABLE, delimiter = '|')
    void everyEventInEveryStateLeadsWhereTheTableSays(States from, String event, Health to, String reason) {
        ServerHealth before = from.get();

        Observed observed = RULE.observe(before, event(event), LATER);

        assertThat(observed.state().health()).isEqualTo(to);
        if (reason.equals("-")) {
            assertThat(observed.transition()).isNull();
            assertThat(observed.state().since()).isEqualTo(before.since());
        } else {
            assertThat(observed.transition()).isEqualTo(new Transition(before.health(), to, reason));
            assertThat(observed.state().since()).isEqualTo(LATER);
            assertThat(observed.state().reason()).isEqualTo(reason);
        }
    }

    @Test
    void theTableHoldsEveryPairOnce() {
        Set<String> pairs = new HashSet<>();
        TABLE.lines().forEach(line -> {
            String[] cells = line.split("\\|", -1);
            pairs.add(cells[0].strip() + " " + cells[1].strip());
        });
        assertThat(pairs).hasSize(States.values().length * EVENTS.size());
        assertThat(TABLE.lines()).hasSameSizeAs(pairs);
    }

    @Test
    void everyHealthHasAFixture() {
        assertThat(Arrays.stream(States.values()).map(state -> state.get().health()))
                .contains(Health.values());
    }

    @Test
    void aStepOnTheWayDownIsSaidInTheReasonButIsNoTransition() {
        Observed observed =
                RULE.observe(States.FALLING.get(), new HealthEvent.ProbeFailed("timed out after 1 s"), LATER);
        assertThat(observed.transition()).isNull();
        assertThat(observed.state().reason()).isEqualTo("2 of 3 probes failed: timed out after 1 s");
        assertThat(observed.state().since()).isEqualTo(THEN);
    }

    @Test
    void anEventThatChangesNothingGivesBackTheSameObject() {
        ServerHealth up = States.UP.get();
        assertThat(RULE.observe(up, Events.PASSED, LATER).state()).isSameAs(up);
    }

    @Test
    void aPassBetweenFailuresStartsTheCountAgain() {
        ServerHealth state = States.FALLING_TWICE.get();
        for (HealthEvent event : new HealthEvent[] {Events.PASSED, Events.FAILED, Events.FAILED}) {
            state = RULE.observe(state, event, LATER).state();
        }
        assertThat(state.health()).isEqualTo(Health.FALLING);
    }

    @Test
    void withRiseAndFallOfOneThereAreNoStepsBetween() {
        HealthRule rule = new HealthRule(
                new HealthPolicy(true, 1, 1, HealthPolicy.Initial.UP, HealthPolicy.Pace.DEFAULT), OutlierPolicy.OFF);
        Observed down = rule.observe(States.start(HealthPolicy.Initial.UP), Events.FAILED, THEN);
        assertThat(down.transition())
                .isEqualTo(new Transition(Health.UP, Health.DOWN, "1 probe failed: connection refused"));
        assertThat(rule.observe(down.state(), Events.PASSED, THEN).transition())
                .isEqualTo(new Transition(Health.DOWN, Health.UP, "1 probe passed"));
    }

    @Test
    void theInitialStateDecidesWhatAServerIsBeforeItsFirstProbe() {
        assertThat(States.start(HealthPolicy.Initial.UP).health()).isEqualTo(Health.UP);
        assertThat(States.start(HealthPolicy.Initial.DOWN).health()).isEqualTo(Health.DOWN);
        assertThat(States.start(HealthPolicy.Initial.CHECKING).health()).isEqualTo(Health.UNKNOWN);
        assertThat(ServerHealth.initial(HealthPolicy.PASSIVE_ONLY, true, THEN).health())
                .isEqualTo(Health.UP);
    }

    @Test
    void withoutActiveChecksTheEndOfMaintenanceAloneBringsAServerBack() {
        HealthRule rule = new HealthRule(HealthPolicy.PASSIVE_ONLY, OutlierPolicy.DEFAULT);
        assertThat(rule.observe(States.PAUSED.get(), Events.RESUME, LATER).transition())
                .isEqualTo(new Transition(Health.UNKNOWN, Health.UP, "back from maintenance"));
    }

    @Test
    void afterMaintenanceTheFirstProbeDecides() {
        ServerHealth resumed =
                RULE.observe(States.PAUSED.get(), Events.RESUME, LATER).state();
        assertThat(resumed.paused()).isFalse();
        assertThat(RULE.observe(resumed, Events.PASSED, LATER).state().health()).isEqualTo(Health.UP);
    }

    @Test
    void onlyStepsThatRequestsNoticeMatter() {
        assertThat(new Transition(Health.UP, Health.FALLING, "").matters()).isFalse();
        assertThat(new Transition(Health.DOWN, Health.RISING, "").matters()).isFalse();
        assertThat(new Transition(Health.FALLING, Health.DOWN, "").matters()).isTrue();
        assertThat(new Transition(Health.UP, Health.LEAVING, "").matters()).isTrue();
        assertThat(new Transition(Health.UP, Health.EJECTED, "").matters()).isTrue();
    }

    @Test
    void aDelayFollowsTheStateAndVariesByTheJitter() {
        HealthPolicy.Pace pace = new HealthPolicy.Pace(
                Duration.ofNanos(1000), Duration.ofNanos(100), Duration.ofNanos(5000), 0.2, Duration.ofNanos(10));
        assertThat(pace.delayNanos(Health.UP, 0.5)).isEqualTo(1000);
        assertThat(pace.delayNanos(Health.LEAVING, 0)).isEqualTo(800);
        assertThat(pace.delayNanos(Health.FALLING, 0.5)).isEqualTo(100);
        assertThat(pace.delayNanos(Health.DOWN, 0.75)).isEqualTo(5500);
    }

    private static HealthEvent event(String name) {
        return Objects.requireNonNull(EVENTS.get(name), name);
    }
}
