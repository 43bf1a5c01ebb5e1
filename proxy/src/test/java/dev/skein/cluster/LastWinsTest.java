package dev.skein.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.cluster.LastWins.Entry;
import dev.skein.model.Ticker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LastWinsTest {
    private long wall = 1_000_000;

    private Ticker off(long millis) {
        return new Ticker() {
            @Override
            public long nanos() {
                return 0;
            }

            @Override
            public long epochMillis() {
                return wall + millis;
            }
        };
    }

    private record Said(String key, Entry<Integer> entry) {}

    @Test
    void allOrdersAndRepetitionsLeadToTheSame() {
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            List<Said> said = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                Stamp stamp = new Stamp(random.nextInt(4), random.nextInt(2), "n" + i);
                said.add(new Said("k" + random.nextInt(3), new Entry<>(stamp, i)));
            }
            Map<String, Entry<Integer>> once = merged(said);
            said.addAll(said.subList(0, random.nextInt(12)));
            Collections.shuffle(said, random);
            assertThat(merged(said)).isEqualTo(once);
        }
    }

    private static Map<String, Entry<Integer>> merged(List<Said> said) {
        LastWins<String, Integer> wins = new LastWins<>();
        said.forEach(one -> wins.offer(one.key(), one.entry()));
        return wins.all();
    }

    @Test
    void whoHeardOfSomethingIsLaterThanItWhateverTheClocksSay() {
        HybridClock ahead = new HybridClock(off(300_000), "a");
        HybridClock behind = new HybridClock(off(0), "b");
        Stamp first = ahead.next();
        assertThat(behind.next()).isLessThan(first);
        assertThat(behind.heard(first)).isEqualTo(300_000);
        Stamp answer = behind.next();
        assertThat(answer).isGreaterThan(first);
        assertThat(behind.next()).isGreaterThan(answer);
        ahead.heard(answer);
        assertThat(ahead.next()).isGreaterThan(answer);
    }

    @Test
    void stampsGrowAlthoughTheClockIsSetBack() {
        HybridClock clock = new HybridClock(off(0), "a");
        Stamp before = clock.next();
        wall -= 60_000;
        Stamp after = clock.next();
        assertThat(after).isGreaterThan(before);
        wall += 120_000;
        assertThat(clock.next()).isEqualTo(new Stamp(wall, 0, "a"));
    }
}
