package dev.skein.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.TestTicker;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When a listener is said to accept nobody, so that its node leaves virtual addresses to others. */
class AcceptTroubleTest {
    private final TestTicker ticker = new TestTicker();
    private final AcceptQueue queue = new AcceptQueue();
    private final AcceptTrouble trouble = new AcceptTrouble("http", queue, ticker);
    private final EmbeddedChannel listening = new EmbeddedChannel(queue, trouble);

    private void passes(long seconds) {
        ticker.pass(TimeUnit.SECONDS.toNanos(seconds));
    }

    private String failedAfter(long passed) {
        passes(passed);
        listening.pipeline().fireExceptionCaught(new IOException("Too many open files"));
        return trouble.text();
    }

    @Test
    void onceMayHaveBeenABurstButTwoSecondsAreTrouble() {
        assertThat(failedAfter(0)).isEmpty();
        assertThat(failedAfter(1)).isEmpty();
        assertThat(failedAfter(1)).isEqualTo("Too many open files");
    }

    @Test
    void oneThatAcceptsInBetweenIsWell() {
        failedAfter(0);
        failedAfter(1);
        listening.writeInbound("a connection");
        assertThat(failedAfter(1)).isEmpty();
        assertThat(failedAfter(1)).isEmpty();
        assertThat(failedAfter(1)).isNotEmpty();
    }

    @Test
    void whereNobodyComesAnyMoreItIsForgotten() {
        failedAfter(0);
        failedAfter(2);
        passes(3);
        assertThat(trouble.text()).isNotEmpty();
        passes(1);
        assertThat(trouble.text()).isEmpty();
    }
}
