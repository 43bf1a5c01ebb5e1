package dev.skein.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each target with all its seeds, and with each of them changed a little. */
class SeedsTest {
    private static final int CHANGED = 20;

    @ParameterizedTest
    @EnumSource(Target.class)
    void everyTargetTakesItsSeedsAndTheirNeighbours(Target target) {
        Random random = new Random(7);
        assertThat(Seeds.of(target)).isNotEmpty();
        for (byte[] seed : Seeds.of(target)) {
            target.run(seed);
            for (int i = 0; i < (target == Target.CONFIGURATION ? 1 : CHANGED) && seed.length > 0; i++) {
                byte[] changed = seed.clone();
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
                target.run(changed);
            }
        }
    }
}
