package dev.skein.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import dev.skein.model.Ticker;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HousekeepingTest {
    private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(100);

    private long now = TimeUnit.SECONDS.toNanos(90);
    private final Ticker ticker = new Ticker() {
        @Override
        public long nanos() {
            return now;
        }

        @Override
        public long epochMillis() {
            return Samples.EPOCH_MILLIS;
        }
    };
    private final Metrics metrics = new Metrics(2);
    private final AccessLog log = new AccessLog(2, 0);
    private final LoopLag lag = new LoopLag(2, PERIOD);
    private final Journal journal = new Journal(ticker, 10);
    private final Housekeeping housekeeping = new Housekeeping(ticker, metrics, log, lag, journal);

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void windows_begin_with_what_it_sampled() {
        housekeeping.run();
        Recorder recorder = new Recorder(metrics, log);
        for (int i = 0; i < 20; i++) {
            recorder.begin(0);
            recorder.record(Samples.good(), null, null, null, 0);
        }
        now += TimeUnit.SECONDS.toNanos(10);
        assertThat(metrics.window(now, TimeUnit.SECONDS.toNanos(10)).requestsPerSecond())
                .isEqualTo(2);
        assertThat(journal.latest(0, 10)).isEmpty();
    }

    @Test
    void a_loop_that_was_held_up_is_told_once() {
        lag.tick(1, now);
        lag.tick(1, now + PERIOD + TimeUnit.MILLISECONDS.toNanos(800));
        housekeeping.run();
        housekeeping.run();
        assertThat(journal.latest(0, 10)).singleElement().satisfies(event -> {
            assertThat(event.kind()).isEqualTo(EventKind.LOOP_STALLED);
            assertThat(event.subject()).isEqualTo("event loop 1");
            assertThat(event.text()).matches("up to 8\\d\\d ms late within the last five seconds");
        });
    }

    @Test
    void lost_lines_are_told_once() {
        log.open(LineFormat.COMBINED, new Broken());
        log.append(Samples.good(), 0);
        log.flush(0);
        await().until(() -> log.lost() == 1);
        housekeeping.run();
        housekeeping.run();
        assertThat(journal.latest(0, 10))
                .extracting(Event::kind, Event::text)
                .containsExactly(tuple(EventKind.LOG_LINES_LOST, "lines lost: 1, 1 since the start"));
    }

    private static final class Broken implements LogSink {
        @Override
        public void write(byte[] bytes, int length) throws IOException {
            throw new IOException("Input/output error");
        }

        @Override
        public void reopen() {}

        @Override
        public void close() {}
    }
}
