package dev.skein.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PatienceTest {
    @Test
    void theLongestPauseIsHalfADay() {
        Patience patience = new Patience(new Random(1));
        for (int failures = 1; failures < 100; failures++) {
            assertThat(patience.after(failures)).isBetween(45_000L, TimeUnit.HOURS.toMillis(15));
        }
        assertThat(patience.after(99)).isGreaterThanOrEqualTo(TimeUnit.HOURS.toMillis(9));
    }
}
