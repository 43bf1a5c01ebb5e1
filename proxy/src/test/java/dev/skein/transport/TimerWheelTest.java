package dev.skein.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimerWheelTest {
    private static final long TICK = 20;

    private final TimerWheel wheel = new TimerWheel(TICK, 0);
    private final List<Long> fired = new ArrayList<>();

    private Timed entry() {
        return new Timed() {
            @Override
            protected void onDeadline(long now) {
                fired.add(now);
            }
        };
    }

    @Test
    void a_mistake_in_one_entry_does_not_stop_the_others() {
        Timed broken = new Timed() {
            @Override
            protected void onDeadline(long now) {
                throw new IllegalStateException("mistake");
            }
        };
        wheel.arm(entry(), 100);
        wheel.arm(broken, 100);
        wheel.arm(entry(), 100);
        wheel.advance(200);
        assertThat(fired).hasSize(2);
        wheel.arm(broken, 300);
        wheel.arm(entry(), 300);
        wheel.advance(400);
        assertThat(fired).hasSize(3);
    }

    @Test
    void a_deadline_moved_fires_once_at_its_last_time() {
        Timed entry = entry();
        wheel.arm(entry, 100);
        wheel.arm(entry, 500);
        wheel.advance(400);
        assertThat(fired).isEmpty();
        wheel.arm(entry, 430);
        wheel.advance(460);
        wheel.advance(2_000);
        assertThat(fired).containsExactly(460L);
    }

    @Test
    void a_deadline_further_than_one_turn_is_kept() {
        Timed entry = entry();
        long far = 5 * 1024 * TICK;
        wheel.arm(entry, far);
        for (long now = 0; now < far; now += 7 * TICK) {
            wheel.advance(now);
        }
        assertThat(fired).isEmpty();
        wheel.advance(far + 2 * TICK);
        assertThat(fired).hasSize(1);
    }
}
