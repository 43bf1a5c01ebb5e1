package dev.skein.revision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.revision.CanaryWatch.Figures;
import org.junit.jupiter.api.Test;

/** When a trial must end. */
class CanaryWatchTest {
    private static final Figures WELL = new Figures(100, 0, 20);
    private static final Figures FAILING = new Figures(100, 5, 20);
    private static final Figures SLOW = new Figures(100, 0, 60);
    private static final Figures IDLE = new Figures(0.2, 0.2, 900);

    private final CanaryWatch watch = new CanaryWatch();
    private long since = 3_000;

    private String look(Figures canary, Figures peers) {
        since += 1_000;
        String reason = watch.look(canary, peers, since);
        return reason == null ? "" : reason;
    }

    @Test
    void threeBadLooksInARowEndIt() {
        assertThat(look(FAILING, WELL)).isEmpty();
        assertThat(look(FAILING, WELL)).isEmpty();
        assertThat(look(WELL, WELL)).isEmpty();
        assertThat(look(FAILING, WELL)).isEmpty();
        assertThat(look(FAILING, WELL)).isEmpty();
        assertThat(look(FAILING, WELL)).isEqualTo("5.0 % of its requests failed, of the other nodes' 0.0 %");
    }

    @Test
    void whatFailsEverywhereIsNotItsFault() {
        for (int i = 0; i < 10; i++) {
            assertThat(look(FAILING, FAILING)).isEmpty();
        }
        assertThat(watch.end()).isNull();
    }

    @Test
    void aSlowerP99EndsItIfThereIsSomethingToCompareWith() {
        for (int i = 0; i < 5; i++) {
            assertThat(look(SLOW, IDLE)).isEmpty();
        }
        assertThat(look(SLOW, WELL)).isEmpty();
        assertThat(look(SLOW, WELL)).isEmpty();
        assertThat(look(SLOW, WELL)).isEqualTo("its p99 was 60 ms, the other nodes' 20 ms");
    }

    @Test
    void aNodeWithoutRequestsProvesNothing() {
        for (int i = 0; i < 10; i++) {
            assertThat(look(IDLE, WELL)).isEmpty();
        }
        assertThat(watch.end()).startsWith("it had too few requests");
    }

    @Test
    void whatWentBadlyBeforeTheTrialIsNotBlamedOnIt() {
        since = 0;
        for (int i = 0; i < 13; i++) {
            assertThat(look(FAILING, WELL)).isEmpty();
        }
        assertThat(look(FAILING, WELL)).isEmpty();
        assertThat(look(FAILING, WELL)).isNotEmpty();
    }
}
