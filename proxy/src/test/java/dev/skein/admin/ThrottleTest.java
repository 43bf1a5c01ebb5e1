package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Throttle throttle = new Throttle();

    @Test
    void anAddressWaitsForTheEndOfItsMinute() {
        for (int i = 1; i <= Throttle.FAILURES; i++) {
            assertThat(throttle.nanosToWait("a", i * SECOND)).isZero();
            assertThat(throttle.failed("a", i * SECOND)).isEqualTo(i);
        }
        assertThat(throttle.nanosToWait("a", 11 * SECOND)).isEqualTo(50 * SECOND);
        assertThat(throttle.nanosToWait("b", 11 * SECOND)).isZero();
        assertThat(throttle.nanosToWait("a", 61 * SECOND)).isZero();
        assertThat(throttle.failed("a", 61 * SECOND)).isEqualTo(1);
    }

    @Test
    void manyAddressesDoNotPileUp() {
        for (int i = 0; i < 10_000; i++) {
            for (int j = 0; j < Throttle.FAILURES; j++) {
                throttle.failed("a" + i, SECOND);
            }
        }
        assertThat(throttle.nanosToWait("a0", SECOND)).isZero();
        assertThat(throttle.nanosToWait("a9999", SECOND)).isPositive();
    }
}
