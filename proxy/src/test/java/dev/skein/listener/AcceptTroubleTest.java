package dev.skein.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.Ticker;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** When a listener is said to accept nobody, so that its node leaves virtual addresses to others. */
class AcceptTroubleTest {
    private final AtomicLong seconds = new AtomicLong(7);
    private final AcceptQueue queue = new AcceptQueue();
    private final AcceptTrouble trouble = new AcceptTrouble("http", queue, new Ticker() {
        @Override
        public long nanos() {
            return TimeUnit.SECONDS.toNanos(seconds.get());
        }

        @Override
        public long epochMillis() {
            return 0;
        }
    });
    private final EmbeddedChannel listening = new EmbeddedChannel(queue, trouble);

    private String failedAfter(long passed) {
        seconds.addAndGet(passed);
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
        seconds.addAndGet(3);
        assertThat(trouble.text()).isNotEmpty();
        seconds.addAndGet(1);
        assertThat(trouble.text()).isEmpty();
    }
}
