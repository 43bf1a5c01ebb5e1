package dev.skein.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** {@code -Dskein.station.schedules=20000} for the long form. */
class StationSimulationTest {
    private static final long SCHEDULES = Long.getLong("skein.station.schedules", 150);

    @Test
    void whateverHappensOneHoldsEachThingSoonAfterwardsAndNobodyShouts() {
        for (long seed = 1; seed <= SCHEDULES; seed++) {
            assertThat(new StationSimulation(seed, false).run())
                    .as("seed %d", seed)
                    .isNull();
        }
    }

    @Test
    void inAPairOneGoesOnAloneAndTheyAgreeWhenTheyHearEachOtherAgain() {
        for (long seed = 1; seed <= SCHEDULES; seed++) {
            assertThat(new StationSimulation(seed, true).run())
                    .as("seed %d", seed)
                    .isNull();
        }
    }
}
