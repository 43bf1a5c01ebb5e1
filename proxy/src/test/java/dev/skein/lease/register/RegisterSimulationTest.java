package dev.skein.lease.register;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Nothing committed is lost, over random schedules; {@code -Dskein.register.schedules=100000} for the long form. */
class RegisterSimulationTest {
    private static final long SCHEDULES = Long.getLong("skein.register.schedules", 2_000);
    private static final long FIRST_SEED = Long.getLong("skein.register.seed", 1);

    @Test
    void whatIsCommittedStaysAndIsSeenAndEveryNodeCanWriteOnceItIsQuiet() {
        RegisterSimulation simulation = new RegisterSimulation(false);
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SCHEDULES; seed++) {
            assertThat(simulation.run(seed)).isNull();
        }
        assertThat(simulation.committed).as("documents").isGreaterThan(10 * SCHEDULES);
        assertThat(simulation.voterChanges).as("changes of voters").isGreaterThan(SCHEDULES / 10);
        assertThat(simulation.admissions).as("lost disks").isGreaterThan(SCHEDULES / 10);
        assertThat(simulation.stuck).as("majorities of disks lost").isLessThanOrEqualTo(SCHEDULES / 100);
    }

    @Test
    void aVoterThatForgetsWhatItPromisedIsFoundOut() {
        RegisterSimulation simulation = new RegisterSimulation(true);
        String found = null;
        for (long seed = 1; found == null && seed <= 20_000; seed++) {
            found = simulation.run(seed);
        }
        assertThat(found).isNotNull();
    }
}
