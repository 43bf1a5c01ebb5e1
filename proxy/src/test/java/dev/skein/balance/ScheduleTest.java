package dev.skein.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void smallWeightsGiveTheOrderOfNginx() {
        assertThat(Schedule.of(new int[] {7, 8, 9}, new int[] {5, 1, 1})).containsExactly(7, 7, 8, 7, 9, 7, 7);
    }

    @Test
    void equalWeightsNeedNoScheduleOfTheirOwn() {
        int[] members = {3, 5, 6};
        assertThat(Schedule.of(members, new int[] {256, 256, 256})).isSameAs(members);
    }

    @Test
    void aCommonFactorMakesNoDifference() {
        assertThat(Schedule.of(new int[] {0, 1}, new int[] {512, 256})).containsExactly(0, 1, 0);
    }

    @Test
    void longSchedulesAreScaledAndKeepEveryServer() {
        int[] order = Schedule.of(new int[] {0, 1, 2}, new int[] {65_536, 32_768, 1});
        assertThat(order.length).isLessThanOrEqualTo(4097);
        assertThat(count(order, 0)).isBetween(2720L, 2740L);
        assertThat(count(order, 1)).isBetween(1360L, 1370L);
        assertThat(count(order, 2)).isEqualTo(1);
    }

    @Test
    void manyServersGetTheirSharesEvenlySpread() {
        int servers = 3000;
        int[] weights = IntStream.range(0, servers).map(i -> i % 3 == 0 ? 2 : 1).toArray();
        int[] order = Schedule.of(IntStream.range(0, servers).toArray(), weights);
        assertThat(order).hasSize(4000);
        int[] visits = new int[servers];
        Arrays.stream(order).forEach(server -> visits[server]++);
        assertThat(visits).isEqualTo(weights);
        assertThat(Arrays.stream(order, 0, 2000).distinct()).hasSizeGreaterThan(1990);
    }

    private static long count(int[] order, int server) {
        return Arrays.stream(order).filter(i -> i == server).count();
    }
}
