package dev.skein.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.lease.SimulatedNode.Rules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Never two holders, over random schedules; {@code -Dskein.lease.schedules=1000000} for the long form. */
class LeaseSimulationTest {
    private static final long SCHEDULES = Long.getLong("skein.lease.schedules", 20_000);
    private static final long FIRST_SEED = Long.getLong("skein.lease.seed", 1);

    @Test
    void noTwoNodesAnswerForOneResourceAndOneIsFoundOnceItIsQuiet() {
        LeaseSimulation simulation = new LeaseSimulation(Rules.TRUE);
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SCHEDULES; seed++) {
            assertThat(simulation.run(seed)).isNull();
        }
        assertThat(simulation.acquisitions).as("leases that were really taken").isGreaterThan(SCHEDULES);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TRUE")
    void aBrokenRuleIsFoundOut(Rules broken) {
        LeaseSimulation simulation = new LeaseSimulation(broken);
        String found = null;
        for (long seed = 1; seed <= 200_000 && (found == null || !found.contains("both answer")); seed++) {
            found = simulation.run(seed);
        }
        assertThat(found).contains("both answer");
    }
}
