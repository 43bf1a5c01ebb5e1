package dev.skein.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.Failure;
import dev.skein.model.Outcome;
import dev.skein.model.Phase;
import dev.skein.model.ServerKey;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WindowTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Metrics metrics = new Metrics(1);
    private final AccessLog log = new AccessLog(1, 0);
    private final Recorder recorder = new Recorder(metrics, log);
    private final RouteStats route = metrics.route("shop");
    private long now = -7 * SECOND;

    @AfterEach
    void close() {
        log.close();
    }

    private void exchanges(int count, long totalNanos) {
        Outcome outcome = Samples.good();
        outcome.totalNanos = totalNanos;
        for (int i = 0; i < count; i++) {
            recorder.begin(0);
            route.begin(0);
            recorder.record(outcome, route, null, null, 0);
        }
    }

    private void later(long seconds) {
        now += seconds * SECOND;
        metrics.sample(now);
    }

    @Test
    void before_the_first_sample_nothing_is_known() {
        exchanges(10, 1000);
        assertThat(route.window(now, SECOND).requestsPerSecond()).isZero();
        assertThat(route.window(now, SECOND).traffic().requests()).isZero();
    }

    @Test
    void a_window_tells_of_its_time_only() {
        later(0);
        exchanges(1000, 900_000_000);
        later(5);
        exchanges(50, 1_000_000);
        later(5);
        exchanges(50, 1_000_000);
        now += 3 * SECOND;
        Window window = route.window(now, 8 * SECOND);
        assertThat(window.nanos()).isEqualTo(8 * SECOND);
        assertThat(window.traffic().requests()).isEqualTo(100);
        assertThat(window.requestsPerSecond()).isEqualTo(12.5);
        assertThat(window.traffic().duration().percentileNanos(0.99)).isBetween(900_000L, 1_100_000L);
        assertThat(window.bytesOutPerSecond()).isEqualTo(100 * 10_321 / 8.0);
        assertThat(metrics.window(now, 8 * SECOND).traffic().requests()).isEqualTo(100);
        assertThat(route.window(now, 60 * SECOND).traffic().requests()).isEqualTo(1100);
    }

    @Test
    void a_minute_is_kept_however_long_it_runs() {
        for (int i = 0; i < 100; i++) {
            later(5);
            exchanges(5, 1_000_000);
        }
        now += 5 * SECOND;
        Window window = route.window(now, 60 * SECOND);
        assertThat(window.nanos()).isEqualTo(60 * SECOND);
        assertThat(window.traffic().requests()).isEqualTo(60);
        assertThat(route.window(now, 3600 * SECOND).nanos()).isEqualTo(65 * SECOND);
    }

    @Test
    void what_clients_caused_is_no_failure_of_ours() {
        later(0);
        ServerStats server = metrics.server(new ServerKey("shop", "a"));
        later(5);
        Outcome outcome = Samples.good();
        for (Failure failure : new Failure[] {Failure.CLIENT_ABORT, Failure.CLIENT_TIMEOUT, Failure.OVERLOAD}) {
            outcome.failure = failure;
            outcome.phase = Phase.DATA;
            server.begin(0);
            recorder.record(outcome, null, null, server, 0);
        }
        now += SECOND;
        Window window = server.window(now, SECOND);
        assertThat(window.traffic().failures()).isEqualTo(3);
        assertThat(window.traffic().failed()).isEqualTo(1);
        assertThat(window.failedPerSecond()).isEqualTo(1);
    }
}
