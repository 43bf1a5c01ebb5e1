package dev.skein.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnnouncerTest {

    @Test
    void announcementsAreRepeatedAsTheyMayBeLost() {
        List<Long> millis = IntStream.range(0, 6)
                .mapToObj(said -> Announcer.due(5_000_000, said) / 1_000_000 - 5)
                .toList();
        assertThat(millis).containsExactly(50L, 200L, 1_000L, 11_000L, 21_000L, 31_000L);
    }
}
