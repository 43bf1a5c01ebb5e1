package dev.skein.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopLagTest {
    private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(100);

    @Test
    void a_loop_lags_by_what_its_task_comes_late() {
        LoopLag lag = new LoopLag(2, PERIOD);
        long now = -42;
        assertThat(lag.tick(1, now)).isZero();
        assertThat(lag.tick(1, now += PERIOD)).isZero();
        assertThat(lag.tick(1, now += PERIOD + 7_000_000)).isEqualTo(7_000_000);
        assertThat(lag.tick(1, now + PERIOD - 1000)).isZero();
        assertThat(lag.read(0).count()).isZero();
        assertThat(lag.read(1).count()).isEqualTo(4);
        assertThat(lag.read().maxNanos()).isBetween(7_000_000L, 7_500_000L);
    }
}
