package dev.skein.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingLineTest {
    private final WaitingLine line = new WaitingLine();
    private final List<String> called = new ArrayList<>();

    private WaitingLine.Waiter waiter(String name) {
        return () -> called.add(name);
    }

    @Test
    void first_come_first_served() {
        line.join(waiter("a"), 3);
        line.join(waiter("b"), 3);
        line.wakeOne();
        line.wakeOne();
        line.wakeOne();
        assertThat(called).containsExactly("a", "b");
        assertThat(line.length()).isZero();
    }

    @Test
    void who_was_called_in_vain_stands_before_whoever_came_later() {
        long a = line.join(waiter("a"), 3);
        line.join(waiter("b"), 3);
        line.wakeOne();
        line.rejoin(waiter("a"), a);
        line.wakeOne();
        assertThat(called).containsExactly("a", "a");
    }

    @Test
    void a_place_that_is_nothing_for_one_is_offered_to_the_next() {
        long a = line.join(waiter("a"), 3);
        line.join(waiter("b"), 3);
        line.wakeOne();
        line.rejoin(waiter("a"), a);
        assertThat(line.wakeAfter(a)).isEqualTo(2);
        assertThat(called).containsExactly("a", "b");
        assertThat(line.wakeAfter(a)).isZero();
        assertThat(line.length()).isEqualTo(1);
    }

    @Test
    void a_full_line_refuses_but_not_who_was_in_it() {
        long a = line.join(waiter("a"), 1);
        assertThat(line.join(waiter("b"), 1)).isEqualTo(WaitingLine.FULL);
        line.wakeOne();
        assertThat(line.join(waiter("b"), 1)).isPositive();
        line.rejoin(waiter("a"), a);
        assertThat(line.length()).isEqualTo(2);
    }

    @Test
    void who_left_is_not_called() {
        long a = line.join(waiter("a"), 2);
        assertThat(line.leave(a)).isTrue();
        assertThat(line.leave(a)).isFalse();
        line.wakeOne();
        assertThat(called).isEmpty();
        assertThat(line.length()).isZero();
    }

    @Test
    void all_are_called_once_even_if_each_joins_again_at_once() {
        for (String name : List.of("a", "b", "c")) {
            long[] number = new long[1];
            number[0] = line.join(
                    () -> {
                        called.add(name);
                        line.rejoin(waiter(name), number[0]);
                    },
                    3);
        }
        line.wakeAll();
        assertThat(called).containsExactly("a", "b", "c");
        assertThat(line.length()).isEqualTo(3);
    }
}
