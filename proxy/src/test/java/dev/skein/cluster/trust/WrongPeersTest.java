package dev.skein.cluster.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WrongPeersTest {
    private final List<String> lines = new ArrayList<>();
    private long nanos = 5;
    private final WrongPeers peers = new WrongPeers(
            new Ticker() {
                @Override
                public long nanos() {
                    return nanos;
                }

                @Override
                public long epochMillis() {
                    return 0;
                }
            },
            lines::add);

    @Test
    void onePeerCostsALineAMinute() {
        for (int second = 0; second < 180; second++) {
            for (int again = 0; again < 10; again++) {
                peers.refused("10.0.0.9", "wrong CA");
            }
            nanos += TimeUnit.SECONDS.toNanos(1);
        }
        assertThat(lines)
                .containsExactly(
                        "10.0.0.9: refused: wrong CA",
                        "10.0.0.9: refused: wrong CA (and 599 more times since the last such line)",
                        "10.0.0.9: refused: wrong CA (and 599 more times since the last such line)");
    }

    @Test
    void anotherReasonIsNews() {
        peers.refused("10.0.0.9", "wrong CA");
        peers.refused("10.0.0.9", "expired");
        assertThat(lines).hasSize(2);
    }

    @Test
    void manyDifferentOnesShareALine() {
        for (int peer = 0; peer < 10_000; peer++) {
            peers.refused("10.0.0." + peer, "wrong CA");
        }
        assertThat(lines).hasSize(65);
    }
}
