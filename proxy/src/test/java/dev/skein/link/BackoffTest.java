package dev.skein.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), new Random(3));

    @Test
    void waitsLongerEachTimeUpToABoundAndNeverTwiceAlike() {
        long expected = 100;
        for (int attempt = 0; attempt < 20; attempt++) {
            assertThat(Duration.ofNanos(backoff.nextNanos()).toMillis()).isBetween(expected / 2 - 1, expected);
            expected = Math.min(5000, expected * 2);
        }
    }

    @Test
    void aRefusalGoesToTheBoundAndSuccessBackToTheBeginning() {
        assertThat(Duration.ofNanos(backoff.longestNanos()).toMillis()).isBetween(2499L, 5000L);
        assertThat(Duration.ofNanos(backoff.nextNanos()).toMillis()).isBetween(2499L, 5000L);
        backoff.reset();
        assertThat(Duration.ofNanos(backoff.nextNanos()).toMillis()).isBetween(49L, 100L);
    }
}
