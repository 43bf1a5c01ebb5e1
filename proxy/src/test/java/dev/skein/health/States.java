package dev.skein.health;

import static dev.skein.health.Events.FAILED;
import static dev.skein.health.Events.LEAVE;
import static dev.skein.health.Events.LIVE;
import static dev.skein.health.Events.PASSED;
import static dev.skein.health.Events.PAUSE;

import java.time.Duration;
import java.util.List;

/** States by name: each constant reaches its state by events alone, so that no test invents an impossible one. */
enum States {
    UNKNOWN(),
    UP(PASSED),
    FALLING(PASSED, FAILED),
    FALLING_TWICE(PASSED, FAILED, FAILED),
    DOWN(PASSED, FAILED, FAILED, FAILED),
    RISING(FAILED, PASSED),
    LEAVING(PASSED, LEAVE),
    LEAVING_FAILED_TWICE(PASSED, LEAVE, FAILED, FAILED),
    EJECTED(PASSED, LIVE),
    EJECTED_FALLING(PASSED, LIVE, FAILED, FAILED),
    EJECTED_LEAVING(PASSED, LIVE, LEAVE),
    PAUSED(PASSED, PAUSE);

    /** Rise 2, fall 3, ejection 30 s: the defaults. */
    static final HealthRule RULE = new HealthRule(HealthPolicy.DEFAULT, OutlierPolicy.DEFAULT);

    /** When all the fixtures' events happened. */
    static final Moment THEN = new Moment(-5_000_000_000L, 1_000_000);

    /** Within an ejection that began THEN. */
    static final Moment LATER = THEN.plus(Duration.ofSeconds(10));

    @SuppressWarnings("ImmutableEnumChecker") // Made by List.of, and events are records.
    private final List<HealthEvent> way;

    States(HealthEvent... way) {
        this.way = List.of(way);
    }

    ServerHealth get() {
        ServerHealth state = start(HealthPolicy.Initial.CHECKING);
        for (HealthEvent event : way) {
            state = after(state, event);
        }
        return state;
    }

    static ServerHealth start(HealthPolicy.Initial initial) {
        HealthPolicy policy = new HealthPolicy(true, 2, 3, initial, HealthPolicy.Pace.DEFAULT);
        return ServerHealth.initial(policy, true, THEN);
    }

    static ServerHealth after(ServerHealth state, HealthEvent event) {
        return RULE.observe(state, event, THEN).state();
    }
}
